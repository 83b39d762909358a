import { type Kysely, sql, type Transaction } from 'kysely';
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
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(trx);
    await sql`create table if not exists migration (
      name text primary key,
      run_time timestamptz not null default now()
    )`.execute(trx);
    const done = await names(trx);
    const foreign = done.find((name) => !known.some((migration) => migration.name === name));
    if (foreign !== undefined) {
      throw new Error(
        `The database holds the migration ${foreign}, which this version of cliploop does not know: ` +
          'a newer version made it. Run that version, or restore a backup from before.',
      );
    }
    const due = known.filter(({ name }) => !done.includes(name));
    for (const migration of due) {
      await sql.raw(migration.sql).execute(trx);
      await sql`insert into migration (name) values (${migration.name})`.execute(trx);
    }
    return due.map(({ name }) => name);
  });
}

async function names<T>(trx: Transaction<T>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(trx);
  return rows.map(({ name }) => name);
}
