import type { Pool } from 'pg';

/** Rows of 8 KB that do not compress: more than the pages that PostgreSQL allocates ahead. */
const ROWS = 64;

/**
 * Writes to the database and undoes it. It ends with an error while the database is read-only or its disk is full. Called only
 * after another statement failed for such a reason.
 */
export async function probeDatabase(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query("set local statement_timeout = '5s'");
    await client.query('create table health_probe_of_cliploop (content text) with (autovacuum_enabled = false)');
    await client.query(
      `insert into health_probe_of_cliploop select string_agg(gen_random_uuid()::text, '') from generate_series(1, ${ROWS}) as row,
        generate_series(1, 220) group by row`,
    );
  } finally {
    // Closes the connection if that fails.
    await client.query('rollback').then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}
