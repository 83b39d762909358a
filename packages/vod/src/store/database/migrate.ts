import { setTimeout as delay } from 'node:timers/promises';
import { type Kysely, sql, type Transaction } from 'kysely';
import { type Migration, migrations } from './migrations/index.js';

/** Advisory lock of migrations. Nothing else in the database uses this number. */
const LOCK_ID = 7_230_115_002;

/**
 * Tables that migrations change and that transactions of a running service of an older version use together. A migration that locked
 * one, and much later another, would deadlock with a transaction that has the second and waits for the first.
 */
const SHARED = [
  ...['application', 'template', 'procedure', 'media_class', 'upload', 'media', 'animation', 'task', 'sub_task'],
  ...['event_callback', 'key_pair', 'sign_in_session'],
];
/** Less than the time after which PostgreSQL looks for deadlocks, so that the migration gives way, not the running service. */
const LOCK_WAIT = '500ms';
/** For about six minutes. */
const MAX_ATTEMPTS = 600;
const PAUSE_MS = 100;
/** A lock was not free in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Updates the schema in one transaction. Services that start at the same time wait for each other.
 * @returns the names of the migrations that ran
 * @throws Error when a newer version created the schema
 */
export async function migrate<T>(db: Kysely<T>, known: readonly Migration[] = migrations): Promise<string[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await migrateNow(db, known);
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE || attempt === MAX_ATTEMPTS) throw error;
      await delay(PAUSE_MS);
    }
  }
}

function migrateNow<T>(db: Kysely<T>, known: readonly Migration[]): Promise<string[]> {
  return db.transaction().execute(async (trx) => {
    // The migrations of another start, and those of a large database, may take longer.
    await sql`set local lock_timeout = 0`.execute(trx);
    await sql`set local statement_timeout = 0`.execute(trx);
    await sql`select pg_advisory_xact_lock(${LOCK_ID})`.execute(trx);
    await sql`create table if not exists migration (
      name text primary key,
      run_time timestamptz not null default now()
    )`.execute(trx);
    const pending = pendingAfter(await names(trx), known);
    if (pending.length > 0) await lockShared(trx);
    for (const migration of pending) {
      await sql.raw(migration.sql).execute(trx);
      await migration.run?.(trx);
      await sql`insert into migration (name) values (${migration.name})`.execute(trx);
    }
    return pending.map(({ name }) => name);
  });
}

/** Locks the shared tables that exist, all before the first change. */
async function lockShared<T>(trx: Transaction<T>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select name from unnest(${SHARED}::text[]) as name where to_regclass(name) is not null`.execute(trx);
  if (rows.length === 0) return;
  await sql`set local lock_timeout = ${sql.lit(LOCK_WAIT)}`.execute(trx);
  await sql`lock table ${sql.join(rows.map(({ name }) => sql.table(name)))} in access exclusive mode`.execute(trx);
  await sql`set local lock_timeout = 0`.execute(trx);
}

/**
 * Compares the schema with this version without a change: `empty` before the first start, `older` when migrations are pending.
 * @throws Error when a newer version created the schema
 */
export async function schemaOf<T>(
  db: Kysely<T>,
  known: readonly Migration[] = migrations,
): Promise<'empty' | 'older' | 'current'> {
  const { rows } = await sql<{ found: string | null }>`select to_regclass('migration')::text as found`.execute(db);
  const done = rows[0]?.found ? await names(db) : [];
  const pending = pendingAfter(done, known);
  if (pending.length === 0) return 'current';
  return done.length === 0 ? 'empty' : 'older';
}

function pendingAfter(done: readonly string[], known: readonly Migration[]): Migration[] {
  const unknown = done.find((name) => !known.some((migration) => migration.name === name));
  if (unknown !== undefined) {
    throw new Error(
      `The database has the unknown migration ${unknown}: a newer version of cliploop has updated its schema. ` +
        'Run that version, or restore an older backup.',
    );
  }
  return known.filter(({ name }) => !done.includes(name));
}

async function names<T>(trx: Kysely<T>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(trx);
  return rows.map(({ name }) => name);
}
