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

/** Advisory lock of the start. Nothing else in the database uses this number. */
const LOCK_ID = 7_230_115_004;

const createSchema = `do $$ begin
  if to_regnamespace('pgboss') is null then create schema pgboss; end if;
end $$`;

/** The queues of the service. They are in the same database as tasks, so that rows and jobs are written in one transaction. */
export class Queues {
  /** Animations. Their jobs need a media process. */
  readonly animate: Queue<SubTaskJob>;
  /** Downloads of sources. Their jobs mostly wait for the network and need no slot. */
  readonly pull: Queue<SubTaskJob>;
  private readonly boss: PgBoss;

  constructor(private readonly options: QueuesOptions) {
    const { pool, signals, log } = options;
    this.boss = new PgBoss({
      // `start` creates it. The role of the embedded PostgreSQL may not create schemas, and pg-boss tries it also when it exists.
      createSchema: false,
      db: { executeSql: (text, values) => pool.query(text, values) },
      schema: 'pgboss',
      schedule: false,
      // Finds jobs of dead workers. Their heartbeat expires after 10 s, the minimum of pg-boss.
      superviseIntervalSeconds: 2,
      monitorIntervalSeconds: 2,
    });
    this.boss.on('error', log);
    this.animate = new Queue(this.boss, signals, 'animate');
    this.pull = new Queue(this.boss, signals, 'pull');
  }

  async start(): Promise<void> {
    // Without a lock, services that start at the same time would create the tables of pg-boss twice.
    const session = await this.options.pool.connect();
    try {
      await session.query('set lock_timeout = 0; set statement_timeout = 0');
      await session.query('select pg_advisory_lock($1)', [LOCK_ID]);
      await session.query(createSchema);
      await this.boss.start();
      await this.animate.prepare();
      await this.pull.prepare();
    } finally {
      // Closing the connection releases the lock.
      session.release(true);
    }
  }

  async stop(): Promise<void> {
    await this.boss.stop({ graceful: false, close: false });
  }
}
