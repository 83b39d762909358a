import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { inSteps, oneStep } from '../../store/database/in-steps.js';

/**
 * Deletes tasks that ended more than `age` milliseconds ago, and session ids that may be used again.
 * @param stop ends it early
 * @returns number of deleted rows
 */
export function sweepTasks(db: Database, age: number, stop?: AbortSignal): Promise<number> {
  const tasks = sql`delete from task where task_id in (select task_id from task
    where finish_time < now() - ${age} * interval '1 ms' order by finish_time ${oneStep})`;
  const sessions = sql`delete from session where (sub_app_id, session_id) in (select sub_app_id, session_id from session
    where expire_time < now() order by expire_time ${oneStep})`;
  return inSteps(db, [tasks, sessions], stop);
}
