import { Kysely, PostgresDialect, sql } from 'kysely';
import pg, { type PoolConfig } from 'pg';
import type { Tables } from '../tables/index.js';

export type Database = Kysely<Tables>;

/** For a connection that is free, ms: a request that cannot have one fails rather than waits for ever. */
const PATIENCE = 15_000;
/** Oldest PostgreSQL that is served. */
const OLDEST = 13;

export interface OpenedDatabase {
  readonly db: Database;
  /** For the queue, which brings its own statements. */
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/**
 * Connects, and sees that it is a PostgreSQL that will do.
 * @param connection as of node-postgres: `{ connectionString }`, or `{ host, user, database }`, the host a socket's folder
 * @param log hears about connections that break while idle; the pool replaces them
 * @throws Error when nothing answers, or it is older than PostgreSQL 13
 */
export async function openDatabase(connection: PoolConfig, log: (error: Error) => void): Promise<OpenedDatabase> {
  const pool = new pg.Pool({
    max: 10,
    application_name: 'cliploop-server',
    connectionTimeoutMillis: PATIENCE,
    keepAlive: true,
    // A process that vanished in the middle of a transaction must not hold its locks, nor those who wait all connections.
    idle_in_transaction_session_timeout: 2 * PATIENCE,
    lock_timeout: PATIENCE,
    types: { getTypeParser },
    ...connection,
  });
  // Sessions that are being closed may still hear that the server ends.
  let closing = false;
  pool.on('error', (error) => closing || log(error));
  // The pool hears only of those that are idle; one that breaks between the statements of a transaction would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db: Database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    const { rows } = await sql<{ server_version_num: string }>`show server_version_num`.execute(db);
    const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
    if (!(major >= OLDEST)) throw new Error(`PostgreSQL ${OLDEST} or newer is needed, and this is version ${major}.`);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const close = (): Promise<void> => {
    closing = true;
    return db.destroy();
  };
  return { db, pool, close };
}

/** bigint comes as text by default, because it could be beyond 2^53; ours never is. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: unknown) =>
  oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text');
