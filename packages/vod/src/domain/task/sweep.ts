import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { inSteps, oneStep } from '../../store/database/in-steps.js';

/**
 * Forgets the tasks that were over longer than `age` milliseconds ago, and the session ids that may come again.
 * @param stop ends it early
 * @returns how many there were
 */
export function sweepTasks(db: Database, age: number, stop?: AbortSignal): Promise<number> {
  const tasks = sql`delete from task where task_id in (select task_id from task
    where finish_time < now() - ${age} * interval '1 ms' order by finish_time ${oneStep})`;
  const sessions = sql`delete from session where (sub_app_id, session_id) in (select sub_app_id, session_id from session
    where expire_time < now() order by expire_time ${oneStep})`;
  return inSteps(db, [tasks, sessions], stop);
}
