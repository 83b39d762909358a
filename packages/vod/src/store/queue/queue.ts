import type { Transaction } from 'kysely';
import { fromKysely, type JobWithMetadata, type PgBoss } from 'pg-boss';
import type { Ear } from '../signal/bell.js';
import { announce, type Signals } from '../signal/signals.js';
import type { Tables } from '../tables/index.js';

export interface NewJob<T> {
  /** A UUID; the row that the job is about names it too. */
  readonly id: string;
  readonly data: T;
}

/** A job that was taken and has to be kept alive until it is settled. */
export interface TakenJob<T> {
  /** What it says: everything else is in the tables, where it can change until the job runs. */
  readonly data: T;
  readonly id: string;
  readonly retryCount: number;
}

/** Jobs of one kind: by priority, then age. */
export class Queue<T extends object> {
  private readonly topic: string;

  constructor(
    private readonly boss: PgBoss,
    private readonly signals: Signals,
    readonly name: string,
  ) {
    this.topic = `job:${name}`;
  }

  async prepare(): Promise<void> {
    await this.boss.createQueue(this.name, {
      // Retries that count are counted in the rows; these are for workers that vanish.
      retryLimit: 1_000,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      heartbeatSeconds: 10,
      expireInSeconds: 12 * 60 * 60,
      // A job that is deleted while it waits would leave its row waiting.
      retentionSeconds: 10 * 365 * 24 * 60 * 60,
      deleteAfterSeconds: 60 * 60,
    });
    // pg-boss looks the queue up through the pool the first time; inside a transaction that could wait for itself.
    await this.boss.insert(this.name, []);
  }

  /**
   * Puts jobs in with the caller's rows; those who wait for them hear of it when the transaction is committed.
   */
  async send(trx: Transaction<Tables>, jobs: readonly NewJob<T>[], priority: number): Promise<void> {
    if (jobs.length === 0) return;
    const inserts = jobs.map((job) => ({ ...job, priority }));
    await this.boss.insert(this.name, inserts, { db: fromKysely(trx) });
    await announce(trx, this.topic);
  }

  async take(): Promise<TakenJob<T> | undefined> {
    const [job]: JobWithMetadata<T>[] = await this.boss.fetch<T>(this.name, { includeMetadata: true });
    // There may be more of them, for others who wait.
    if (job) this.signals.bell.ring(this.topic);
    return job && { data: job.data, id: job.id, retryCount: job.retryCount };
  }

  /** Hears of jobs that come. */
  listen(): Ear {
    return this.signals.listen(this.topic);
  }

  /** Every few seconds while a job is worked on. */
  async touch({ id, retryCount }: TakenJob<T>): Promise<void> {
    await this.boss.touch(this.name, { id, retryCount });
  }

  async complete({ id, retryCount }: TakenJob<T>): Promise<void> {
    await this.boss.complete(this.name, { id, retryCount });
  }

  /** Gives it back, to be taken again after a pause that grows. */
  async retry({ id, retryCount }: TakenJob<T>, reason: string): Promise<void> {
    await this.boss.fail(this.name, { id, retryCount }, { reason });
  }
}
