import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../store/database/database.js';

/**
 * Runs a statement that reads the first few rows of an index, without bitmap and sequential scans. The planner statistics of tables
 * that fill and empty quickly are often outdated, and with them PostgreSQL would read and sort the whole backlog.
 */
export async function withIndexScans<R>(db: Database, statement: RawBuilder<R>): Promise<R[]> {
  return db.transaction().execute(async (trx) => {
    await sql`select set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)`.execute(
      trx,
    );
    return (await statement.execute(trx)).rows;
  });
}
