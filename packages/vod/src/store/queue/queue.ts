import type { Transaction } from 'kysely';
import { fromKysely, type JobWithMetadata, type PgBoss } from 'pg-boss';
import type { Subscription } from '../signal/notifier.js';
import { announce, type Signals } from '../signal/signals.js';
import type { Tables } from '../tables/index.js';

export interface NewJob<T> {
  /** A UUID, which the row of the sub-task names too. */
  readonly id: string;
  readonly data: T;
}

/** A job that a worker took. The worker touches it until it ends. */
export interface TakenJob<T> {
  /** Names the sub-task. Everything else is read from the tables when the job runs. */
  readonly data: T;
  readonly id: string;
  readonly retryCount: number;
}

/** Jobs of one kind, by priority and age. */
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
      // The rows count failures. These retries are for workers that vanish.
      retryLimit: 1_000,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      heartbeatSeconds: 10,
      expireInSeconds: 12 * 60 * 60,
      // The row of a waiting job would wait for ever if the job were deleted.
      retentionSeconds: 10 * 365 * 24 * 60 * 60,
      deleteAfterSeconds: 60 * 60,
    });
    // The first insert looks the queue up through the pool. Within a transaction this could block itself.
    await this.boss.insert(this.name, []);
  }

  /** Adds jobs in the transaction of the caller. Subscribers are notified after the commit. */
  async send(trx: Transaction<Tables>, jobs: readonly NewJob<T>[], priority: number): Promise<void> {
    if (jobs.length === 0) return;
    const inserts = jobs.map((job) => ({ ...job, priority }));
    await this.boss.insert(this.name, inserts, { db: fromKysely(trx) });
    await announce(trx, this.topic);
  }

  async take(): Promise<TakenJob<T> | undefined> {
    const [job]: JobWithMetadata<T>[] = await this.boss.fetch<T>(this.name, { includeMetadata: true });
    // There may be more jobs for other subscribers.
    if (job) this.signals.notifier.notify(this.topic);
    return job && { data: job.data, id: job.id, retryCount: job.retryCount };
  }

  /** Notified when there may be jobs. */
  subscribe(): Subscription {
    return this.signals.subscribe(this.topic);
  }

  /** Called every few seconds while the job runs. */
  async touch({ id, retryCount }: TakenJob<T>): Promise<void> {
    await this.boss.touch(this.name, { id, retryCount });
  }

  async complete({ id, retryCount }: TakenJob<T>): Promise<void> {
    await this.boss.complete(this.name, { id, retryCount });
  }

  /** Returns the job to the queue. It can be taken again after a pause, which grows. */
  async retry({ id, retryCount }: TakenJob<T>, reason: string): Promise<void> {
    await this.boss.fail(this.name, { id, retryCount }, { reason });
  }
}
