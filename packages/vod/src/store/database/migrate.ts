import { type Kysely, sql } from 'kysely';
import { type Migration, migrations } from './migrations/index.js';

/** The advisory lock that migrations hold: any number that nothing else in this database uses. */
const LOCK = 7_230_115_002;

/**
 * Brings the schema up to date, all of it or nothing. Services that start at the same time wait for each other.
 * @returns the names of the migrations that ran now
 * @throws Error when the database was made by a newer version
 */
export async function migrate<T>(db: Kysely<T>, known: readonly Migration[] = migrations): Promise<string[]> {
  return db.transaction().execute(async (trx) => {
    // Another start may take its time.
    await sql`set local lock_timeout = 0`.execute(trx);
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(trx);
    await sql`create table if not exists migration (
      name text primary key,
      run_time timestamptz not null default now()
    )`.execute(trx);
    const due = dueAfter(await names(trx), known);
    for (const migration of due) {
      await sql.raw(migration.sql).execute(trx);
      await migration.run?.(trx);
      await sql`insert into migration (name) values (${migration.name})`.execute(trx);
    }
    return due.map(({ name }) => name);
  });
}

/**
 * How the schema stands to this version, without a change to it: `empty` before the first start, `older` when a start of
 * this version would change it.
 * @throws Error when the database was made by a newer version
 */
export async function schemaOf<T>(
  db: Kysely<T>,
  known: readonly Migration[] = migrations,
): Promise<'empty' | 'older' | 'current'> {
  const { rows } = await sql<{ found: string | null }>`select to_regclass('migration')::text as found`.execute(db);
  const done = rows[0]?.found ? await names(db) : [];
  const due = dueAfter(done, known);
  if (due.length === 0) return 'current';
  return done.length === 0 ? 'empty' : 'older';
}

function dueAfter(done: readonly string[], known: readonly Migration[]): Migration[] {
  const foreign = done.find((name) => !known.some((migration) => migration.name === name));
  if (foreign !== undefined) {
    throw new Error(
      `The database holds the migration ${foreign}, which this version of cliploop does not know: ` +
        'a newer version made it. Run that version, or restore a backup from before.',
    );
  }
  return known.filter(({ name }) => !done.includes(name));
}

async function names<T>(trx: Kysely<T>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(trx);
  return rows.map(({ name }) => name);
}
