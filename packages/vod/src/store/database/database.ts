import { Kysely, PostgresDialect, sql } from 'kysely';
import pg, { type PoolConfig } from 'pg';
import type { Tables } from '../tables/index.js';
import { ping } from './ping.js';

export type Database = Kysely<Tables>;

/** Time limit of a wait for a free connection or a lock. */
const TIMEOUT_MS = 15_000;
const MIN_VERSION = 13;

export interface OpenedDatabase {
  readonly db: Database;
  /** For the queue, which has its own statements. */
  readonly pool: pg.Pool;
  /** Checks that PostgreSQL accepts a new connection and answers. See `ping`. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects to PostgreSQL and checks its version.
 * @param connection options of node-postgres: `{ connectionString }`, or `{ host, user, database }` with a socket folder as host
 * @param log called for idle connections that break. The pool replaces them
 * @throws Error when PostgreSQL does not answer or is older than version 13
 */
export async function openDatabase(connection: PoolConfig, log: (error: Error) => void): Promise<OpenedDatabase> {
  const pool = new pg.Pool({
    max: 10,
    application_name: 'cliploop-server',
    connectionTimeoutMillis: TIMEOUT_MS,
    keepAlive: true,
    // The transaction of a crashed process must not keep its locks, and waits for locks must not use up all connections.
    idle_in_transaction_session_timeout: 2 * TIMEOUT_MS,
    lock_timeout: TIMEOUT_MS,
    types: { getTypeParser },
    ...connection,
  });
  // Connections may report the end of the server while they are closed.
  let closing = false;
  pool.on('error', (error) => closing || log(error));
  // The pool handles errors of idle connections only. An error between two statements of a transaction would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db: Database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    const { rows } = await sql<{ server_version_num: string }>`show server_version_num`.execute(db);
    const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
    if (!(major >= MIN_VERSION)) throw new Error(`PostgreSQL must be version ${MIN_VERSION} or newer, got ${major}`);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const close = (): Promise<void> => {
    closing = true;
    return db.destroy();
  };
  return { db, pool, ping: () => ping(connection), close };
}

/** Parses bigint as a number instead of text. Ids stay below 2^53. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: unknown) =>
  oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text');
