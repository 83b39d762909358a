import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { PULL_POSITION } from './pull.js';

/** Waiting or running sub-tasks of a queue. */
export interface BacklogCount {
  readonly queue: 'animate' | 'pull';
  readonly status: string;
  readonly count: number;
}

/** Time limit of the query, ms. */
const TIMEOUT_MS = 5_000;

/** Counts waiting and running sub-tasks, by queue. */
export async function countUnfinished(db: Database): Promise<BacklogCount[]> {
  return db.transaction().execute(async (trx) => {
    await sql`set local statement_timeout = ${sql.lit(TIMEOUT_MS)}`.execute(trx);
    // The same parameter twice would count as two different expressions.
    const pull = sql.lit(PULL_POSITION);
    const { rows } = await sql<BacklogCount>`
      select queue, state as status, coalesce(count, 0) as count
      from unnest(array['animate', 'pull']) as queue
      cross join unnest(array['WAITING', 'PROCESSING']) as state
      left join (
        select status, position = ${pull} as pulls, count(*) as count
        from sub_task
        where status in ('WAITING', 'PROCESSING')
        group by status, position = ${pull}
      ) as counted on counted.status = state and pulls = (queue = 'pull')`.execute(trx);
    return rows;
  });
}
