import { EventEmitter } from 'node:events';
import type { Transaction } from 'kysely';
import type { Pool } from 'pg';
import { fromKysely, type JobWithMetadata, PgBoss } from 'pg-boss';
import type { Tables } from '../database/tables.js';

const QUEUE = 'animate';

/** What a job says: everything else is in the tables, where it can change until the job runs. */
export interface JobData {
  taskId: string;
  position: number;
}

/** A job that was taken and has to be kept alive until it is settled. */
export interface TakenJob extends JobData {
  readonly id: string;
  readonly retryCount: number;
}

export interface QueueOptions {
  readonly pool: Pool;
  readonly log: (error: Error) => void;
}

/** The queue of sub-tasks, in the same database as their rows. */
export class Queue {
  private readonly boss: PgBoss;
  private readonly arrivals = new EventEmitter().setMaxListeners(0);

  constructor({ pool, log }: QueueOptions) {
    this.boss = new PgBoss({
      db: { executeSql: (text, values) => pool.query(text, values) },
      schema: 'pgboss',
      schedule: false,
      // How soon a job of a worker that died is seen: its heartbeat ends after 10 s, the least that there is.
      superviseIntervalSeconds: 2,
      monitorIntervalSeconds: 2,
    });
    this.boss.on('error', log);
  }

  async start(): Promise<void> {
    await this.boss.start();
    await this.boss.createQueue(QUEUE, {
      // Retries that count are counted in the sub-task; these are for workers that vanish.
      retryLimit: 1_000,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      heartbeatSeconds: 10,
      expireInSeconds: 12 * 60 * 60,
      // A job that is deleted while it waits would leave its row waiting for ever.
      retentionSeconds: 10 * 365 * 24 * 60 * 60,
      deleteAfterSeconds: 60 * 60,
    });
    // pg-boss looks the queue up through the pool the first time; inside a transaction that could wait for itself.
    await this.boss.insert(QUEUE, []);
  }

  async stop(): Promise<void> {
    await this.boss.stop({ graceful: false, close: false });
  }

  /** Puts jobs in with the caller's rows. `wake` after the commit lets idle workers of this process know at once. */
  async send(trx: Transaction<Tables>, jobs: readonly JobData[], priority: number): Promise<void> {
    const inserts = jobs.map((data) => ({ data, priority }));
    if (inserts.length > 0) await this.boss.insert(QUEUE, inserts, { db: fromKysely(trx) });
  }

  wake(): void {
    this.arrivals.emit('job');
  }

  /** The next job by priority, then age. */
  async take(): Promise<TakenJob | undefined> {
    const [job]: JobWithMetadata<JobData>[] = await this.boss.fetch<JobData>(QUEUE, { includeMetadata: true });
    return job && { ...job.data, id: job.id, retryCount: job.retryCount };
  }

  /** Resolves when there may be a job: one was sent here, or some time has passed. */
  arrival(signal: AbortSignal): Promise<void> {
    // By hand: signals made of others would pile up on one that lives as long as the process.
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.arrivals.off('job', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, POLL);
      this.arrivals.on('job', done);
      signal.addEventListener('abort', done);
    });
  }

  /** Every few seconds while a job is worked on. */
  async touch({ id, retryCount }: TakenJob): Promise<void> {
    await this.boss.touch(QUEUE, { id, retryCount });
  }

  async complete({ id, retryCount }: TakenJob): Promise<void> {
    await this.boss.complete(QUEUE, { id, retryCount });
  }

  /** Gives it back, to be taken again after a pause that grows. */
  async retry({ id, retryCount }: TakenJob, reason: string): Promise<void> {
    await this.boss.fail(QUEUE, { id, retryCount }, { reason });
  }
}

/** Time between looks for jobs of other processes, ms. */
const POLL = 500;
