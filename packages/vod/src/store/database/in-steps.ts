import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.js';

/** Rows that one statement deletes. Small steps let other transactions run in between. */
const STEP_ROWS = 1_000;

/** For the subquery of a deletion. Rows that are locked are skipped until the next run. */
export const oneStep = sql.raw(`limit ${STEP_ROWS} for update skip locked`);

/**
 * Repeats each statement until it deletes less than a full step.
 * @param deletions each deletes at most `oneStep` rows
 * @param stop ends the deletion early
 * @returns number of deleted rows
 */
export async function inSteps(
  db: Database,
  deletions: readonly RawBuilder<unknown>[],
  stop?: AbortSignal,
): Promise<number> {
  let deleted = 0;
  for (const deletion of deletions) {
    for (let step = STEP_ROWS; step === STEP_ROWS && !stop?.aborted; deleted += step) {
      step = Number((await deletion.execute(db)).numAffectedRows);
    }
  }
  return deleted;
}
