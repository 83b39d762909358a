import type { Transaction } from 'kysely';
import { fromKysely, type JobWithMetadata, type PgBoss } from 'pg-boss';
import type { Subscription } from '../signal/notifier.js';
import { announce, type Signals } from '../signal/signals.js';
import type { Tables } from '../tables/index.js';

export interface NewJob<T> {
  /** UUID, also stored in the row of the sub-task. */
  readonly id: string;
  readonly data: T;
}

/** A job that a worker has taken. The worker calls `touch` until the job ends. */
export interface TakenJob<T> {
  /** Identifies the sub-task. Other data is read from the tables when the job runs. */
  readonly data: T;
  readonly id: string;
  readonly retryCount: number;
}

/** Queue of jobs of one kind, ordered by priority and age. */
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
      // Failures are counted in the rows of sub-tasks. These retries are for workers that crash.
      retryLimit: 1_000,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      heartbeatSeconds: 10,
      expireInSeconds: 12 * 60 * 60,
      // If a waiting job were deleted, its sub-task would wait forever.
      retentionSeconds: 10 * 365 * 24 * 60 * 60,
      deleteAfterSeconds: 60 * 60,
    });
    // The first insert reads the queue through the pool, which could deadlock in a transaction.
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
    // Wakes another subscriber, because there may be more jobs.
    if (job) this.signals.notifier.notify(this.topic);
    return job && { data: job.data, id: job.id, retryCount: job.retryCount };
  }

  /** Returns a subscription that is notified when there may be jobs. */
  subscribe(): Subscription {
    return this.signals.subscribe(this.topic);
  }

  /** Sends a heartbeat of the job. */
  async touch({ id, retryCount }: TakenJob<T>): Promise<void> {
    await this.boss.touch(this.name, { id, retryCount });
  }

  async complete({ id, retryCount }: TakenJob<T>): Promise<void> {
    await this.boss.complete(this.name, { id, retryCount });
  }

  /** Returns the job to the queue. It can be taken again after a delay, which grows with each retry. */
  async retry({ id, retryCount }: TakenJob<T>, reason: string): Promise<void> {
    await this.boss.fail(this.name, { id, retryCount }, { reason });
  }
}
