import { sql } from 'kysely';
import type { Database } from '../database/database.js';

/** Rows that one statement deletes: others get their turn in between. */
const STEP = 1_000;

/**
 * Forgets the tasks that were over longer than `age` milliseconds ago, and the session ids that may come again.
 * @param stop ends it early
 * @returns how many there were
 */
export async function sweepTasks(db: Database, age: number, stop?: AbortSignal): Promise<number> {
  let swept = 0;
  for (const old of [
    sql`delete from task where task_id in (select task_id from task
      where finish_time < now() - ${age} * interval '1 ms' order by finish_time limit ${STEP} for update skip locked)`,
    sql`delete from session where (sub_app_id, session_id) in (select sub_app_id, session_id from session
      where expire_time < now() order by expire_time limit ${STEP} for update skip locked)`,
  ]) {
    for (let step = STEP; step === STEP && !stop?.aborted; swept += step)
      step = Number((await old.execute(db)).numAffectedRows);
  }
  return swept;
}
