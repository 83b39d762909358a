import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';

/** How long changes are kept, s. */
const KEPT_S = 3_600;

/** Most changes that are kept. */
const MAX_ROWS = 100_000;

export interface ChangesKept {
  /** Seconds. Default: one hour. */
  readonly seconds?: number;
  /** Default: 100,000. */
  readonly rows?: number;
}

/**
 * Deletes old changes: the oldest transactions first, and never the last row, which shows where the changes begin.
 * @returns number of deleted rows
 */
export async function sweepChanges(
  db: Database,
  { seconds = KEPT_S, rows = MAX_ROWS }: ChangesKept = {},
): Promise<number> {
  const first = await sql`
    delete from change where transaction_id < greatest(
      (select transaction_id from change where create_time < now() - make_interval(secs => ${seconds})
        order by transaction_id desc limit 1),
      (select transaction_id from change order by transaction_id desc, number desc offset ${rows} limit 1)
    )`.execute(db);
  // Transactions in the future are of another PostgreSQL, from which the database was copied.
  const copied = await sql`
    delete from change where transaction_id >= pg_snapshot_xmax(pg_current_snapshot())`.execute(db);
  if (copied.numAffectedRows) {
    await sql`insert into change (noun, id, kind) select 'none', '', 'created' where not exists (select from change)`.execute(
      db,
    );
  }
  return Number(first.numAffectedRows ?? 0) + Number(copied.numAffectedRows ?? 0);
}
