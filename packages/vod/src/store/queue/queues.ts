import type { Pool } from 'pg';
import { PgBoss } from 'pg-boss';
import type { Signals } from '../signal/signals.js';
import { Queue } from './queue.js';

/** A sub-task to run: an animation, or the pull of the source. */
export interface SubTaskJob {
  taskId: string;
  position: number;
}

export interface QueuesOptions {
  readonly pool: Pool;
  readonly signals: Signals;
  readonly log: (error: Error) => void;
}

/** The advisory lock of the start: any number that nothing else in this database uses. */
const LOCK = 7_230_115_004;

/** The queues of the service, in the same database as the rows that their jobs are about. */
export class Queues {
  /** Animations to make, in slots of media processes. */
  readonly animate: Queue<SubTaskJob>;
  /** Sources to fetch. They wait for networks and need no slot. */
  readonly pull: Queue<SubTaskJob>;
  private readonly boss: PgBoss;

  constructor(private readonly options: QueuesOptions) {
    const { pool, signals, log } = options;
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
    // Services that start at the same time on an empty database would make the tables of pg-boss twice.
    const session = await this.options.pool.connect();
    try {
      await session.query('set lock_timeout = 0');
      await session.query('select pg_advisory_lock($1)', [LOCK]);
      await this.boss.start();
      await this.animate.prepare();
      await this.pull.prepare();
    } finally {
      // Closed: the lock goes with it.
      session.release(true);
    }
  }

  async stop(): Promise<void> {
    await this.boss.stop({ graceful: false, close: false });
  }
}
