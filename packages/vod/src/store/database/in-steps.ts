import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.js';

/** Rows that one statement deletes: others get their turn in between. */
const STEP = 1_000;

/** For the subquery of a deletion in steps: whom somebody else holds is left for the next time. */
export const oneStep = sql.raw(`limit ${STEP} for update skip locked`);

/**
 * Deletes by each of the statements in turn, again and again until it finds less than a whole step.
 * @param deletions each deletes at most `oneStep` of rows
 * @param stop ends it early
 * @returns how many rows there were
 */
export async function inSteps(
  db: Database,
  deletions: readonly RawBuilder<unknown>[],
  stop?: AbortSignal,
): Promise<number> {
  let deleted = 0;
  for (const deletion of deletions) {
    for (let step = STEP; step === STEP && !stop?.aborted; deleted += step) {
      step = Number((await deletion.execute(db)).numAffectedRows);
    }
  }
  return deleted;
}
