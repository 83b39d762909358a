import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { QueueName } from '../../store/tables/job.js';
import type { WorkerLayer } from '../../store/tables/worker.js';
import { isRunning } from './worker-lease.js';

/** A running worker. */
export interface RunningWorker {
  /** Animations made at the same time. */
  readonly slots: number;
  readonly startTime: Date;
  /** Version of the program. Empty: one that did not record it. */
  readonly version: string;
  /** Layers of the sandbox of its media processes. Null: not known. */
  readonly sandbox: readonly WorkerLayer[] | null;
}

export interface QueueDepth {
  readonly name: QueueName;
  /** Jobs that wait for a worker. */
  readonly waiting: number;
  /** Jobs that a worker has. */
  readonly running: number;
}

/** What runs: version, workers and queues of the whole service. */
export class About {
  /** @param version of the program */
  constructor(
    private readonly db: Database,
    readonly version: string,
  ) {}

  /** Lists the running workers of all processes, the oldest first. One that was killed is listed for some seconds. */
  workers(): Promise<RunningWorker[]> {
    return this.db
      .selectFrom('worker')
      .select(['slots', 'start_time as startTime', 'version', 'sandbox'])
      .where(isRunning)
      .orderBy('start_time')
      .execute();
  }

  /** Version of PostgreSQL: `18.1`. */
  async database(): Promise<string> {
    const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(
      this.db,
    );
    return rows[0]?.version.split(' ')[0] ?? '';
  }

  /** Counts the jobs of each queue. @param applications Null: of all */
  async queues(applications: readonly number[] | null): Promise<QueueDepth[]> {
    const { rows } = await sql<QueueDepth>`
      select name, count(*) filter (where not taken) as waiting, count(*) filter (where taken) as running
      from unnest(array['animate', 'pull']) as name
      left join job on job.queue = name and (${applications}::bigint[] is null or job.sub_app_id = any(${applications}::bigint[]))
      group by name order by name`.execute(this.db);
    return rows;
  }
}
