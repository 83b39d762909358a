import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely';
import type pg from 'pg';
import type { PoolConfig } from 'pg';
import type { Tables } from '../tables/index.js';
import { explain } from './explain.js';
import { inTurns } from './fair-pool.js';
import { ping } from './ping.js';
import { createPool, type PoolName, poolLimits } from './pools.js';

export type Database = Kysely<Tables>;

const MIN_VERSION = 13;

/** Fails when the tables were removed, the user may not read them, or they are not in its search path. */
const USABLE = 'select from migration limit 1';

/** Connections to one database, a pool for each kind of work. See `poolLimits`. */
export interface OpenedDatabase {
  /** For requests. */
  readonly db: Database;
  readonly search: Database;
  readonly worker: Database;
  readonly housekeeping: Database;
  /** For migrations. */
  readonly unlimited: Database;
  /** For the queue, which has its own statements. Part of `worker`. */
  readonly pool: pg.Pool;
  /** Whether the database user is a superuser, which the service does not need. */
  readonly superuser: boolean;
  /** `UTF8`, or that of a database which an older version has accepted. */
  readonly encoding: string;
  /**
   * Fails within 3 s when PostgreSQL does not accept a new connection or does not answer, and when the tables of the service cannot be
   * read. Its error says what to do. See `ping`.
   */
  ping(): Promise<void>;
  /** Takes at most 2 s. */
  close(): Promise<void>;
}

/**
 * Connects to PostgreSQL and checks its version.
 * @param connection options of node-postgres: `{ connectionString }`, or `{ host, user, database }` with a socket folder as host
 * @param log called for idle connections that break. The pool replaces them
 * @throws Error when PostgreSQL does not answer or is older than version 13
 */
export async function openDatabase(connection: PoolConfig, log: (error: Error) => void): Promise<OpenedDatabase> {
  const of = (name: PoolName) => createPool(connection, poolLimits[name], log);
  const pools = {
    api: of('api'),
    search: of('search'),
    worker: of('worker'),
    housekeeping: of('housekeeping'),
    unlimited: of('unlimited'),
  };
  const kysely = (pool: PostgresPool): Database => new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const fair = (name: 'api' | 'search' | 'worker'): Database => kysely(inTurns(pools[name], poolLimits[name]));
  const close = async (): Promise<void> => {
    await Promise.all(Object.values(pools).map((pool) => pool.close()));
  };
  const db = fair('api');
  try {
    const { superuser, encoding } = await check(db);
    return {
      db,
      search: fair('search'),
      worker: fair('worker'),
      housekeeping: kysely(pools.housekeeping),
      unlimited: kysely(pools.unlimited),
      pool: pools.worker,
      superuser,
      encoding,
      ping: async () => {
        try {
          await ping(connection, USABLE);
        } catch (error) {
          throw new Error(explain(error as Error), { cause: error });
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Checked {
  readonly superuser: boolean;
  readonly encoding: string;
}

/** @throws Error when the database is too old, or has no tables of the service yet and cannot hold all text */
async function check(db: Database): Promise<Checked> {
  const { rows } = await sql<Checked & { server_version_num: string; used: boolean }>`
    select current_setting('server_version_num') as server_version_num, current_setting('server_encoding') as encoding,
      rolsuper as superuser, to_regclass('migration') is not null as used
    from pg_roles where rolname = current_user`.execute(db);
  const { server_version_num, encoding = '', superuser = false, used = false } = rows[0] ?? {};
  const major = Math.floor(Number(server_version_num) / 10_000);
  if (!(major >= MIN_VERSION)) throw new Error(`PostgreSQL must be version ${MIN_VERSION} or newer, got ${major}`);
  if (encoding !== 'UTF8' && !used) throw new Error(`the database has the encoding ${encoding}. ${utf8Advice}`);
  return { superuser, encoding };
}

export const utf8Advice = `It cannot hold every text; create the database with "template template0 encoding 'UTF8'"`;
