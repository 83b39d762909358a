import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../store/database/database.js';

/**
 * Runs a statement that takes the first few rows of an index. The numbers that PostgreSQL plans with lag behind in tables
 * that fill and empty as these do; misled by them, it would read and sort a whole backlog for every few rows.
 */
export async function inOrder<R>(db: Database, statement: RawBuilder<R>): Promise<R[]> {
  return db.transaction().execute(async (trx) => {
    await sql`select set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)`.execute(
      trx,
    );
    return (await statement.execute(trx)).rows;
  });
}
