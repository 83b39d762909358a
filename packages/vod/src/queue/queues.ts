import type { Pool } from 'pg';
import { PgBoss } from 'pg-boss';
import type { Signals } from '../signal/signals.js';
import { Queue } from './queue.js';

/** A sub-task to work on. */
export interface SubTaskJob {
  taskId: string;
  position: number;
}

/** A source to fetch. */
export interface PullJob {
  taskId: string;
}

export interface QueuesOptions {
  readonly pool: Pool;
  readonly signals: Signals;
  readonly log: (error: Error) => void;
}

/** The queues of the service, in the same database as the rows that their jobs are about. */
export class Queues {
  /** Sub-tasks, for slots of media processes. */
  readonly animate: Queue<SubTaskJob>;
  /** Sources that come from elsewhere: they wait for networks, and take no slot. */
  readonly pull: Queue<PullJob>;
  private readonly boss: PgBoss;

  constructor({ pool, signals, log }: QueuesOptions) {
    this.boss = new PgBoss({
      db: { executeSql: (text, values) => pool.query(text, values) },
      schema: 'pgboss',
      schedule: false,
      // How soon a job of a worker that died is seen: its heartbeat ends after 10 s, the least that there is.
      superviseIntervalSeconds: 2,
      monitorIntervalSeconds: 2,
    });
    this.boss.on('error', log);
    this.animate = new Queue(this.boss, signals, 'animate');
    this.pull = new Queue(this.boss, signals, 'pull');
  }

  async start(): Promise<void> {
    await this.boss.start();
    await this.animate.prepare();
    await this.pull.prepare();
  }

  async stop(): Promise<void> {
    await this.boss.stop({ graceful: false, close: false });
  }
}
