import { startPostgres } from '@cliploop/postgres';
import { faultOf } from '../health/faults.js';
import type { Log } from '../log.js';
import { type OpenedDatabase, openDatabase, utf8Advice } from './database.js';
import { migrate } from './migrate.js';
import { openUrl, withVariableName } from './url.js';

export interface StoreOptions {
  /** Absolute path of the data folder, for the embedded PostgreSQL. */
  readonly data: string;
  /** A PostgreSQL to use instead of the embedded one. */
  readonly databaseUrl?: string | undefined;
  /** System user that runs the embedded PostgreSQL when the process runs as root. */
  readonly postgresUser?: string | undefined;
}

export interface Store {
  readonly database: OpenedDatabase;
  /** Resolves when the embedded PostgreSQL has failed and cannot be restarted. */
  readonly lost: Promise<Error>;
  close(): Promise<void>;
  /** Requests a stop of the embedded PostgreSQL, and does not wait for it. */
  abandon(): void;
}

const superuserWarning =
  'DATABASE_URL: the database user is a superuser. Anyone who takes over the service could run programs on the machine of ' +
  'PostgreSQL. Use a user that owns only its schema; the README of cliploop-server has the SQL';

/** Opens the embedded PostgreSQL or the one of DATABASE_URL, and updates its schema. */
export async function openStore(options: StoreOptions, log: Log): Promise<Store> {
  if (options.databaseUrl === undefined) return migrated(await startEmbedded(options, log), log);
  const database = await openUrl(options.databaseUrl, onError(log));
  if (database.superuser) log.warn({}, superuserWarning);
  const { encoding } = database;
  if (encoding !== 'UTF8') log.warn({}, `DATABASE_URL: the database has the encoding ${encoding}. ${utf8Advice}`);
  const store = { database, lost: new Promise<Error>(() => {}), close: () => database.close(), abandon: () => {} };
  return withVariableName(() => migrated(store, log));
}

/** Starts the embedded PostgreSQL. Its schema may be that of an older version, or missing. */
export async function startEmbedded({ data, postgresUser }: StoreOptions, log: Log): Promise<Store> {
  const postgres = await startPostgres({
    dataDir: data,
    user: postgresUser,
    log: { info: (message) => log.info({}, message), warn: (message) => log.warn({}, message) },
  });
  const lost = new Promise<Error>((resolve) => {
    void postgres.exited.then((error) => error && resolve(error));
  });
  try {
    const database = await openDatabase(postgres.connection, onError(log));
    const close = async (): Promise<void> => {
      await database.close();
      await postgres.stop();
    };
    return { database, lost, close, abandon: () => postgres.abandon() };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

function onError(log: Log): (error: Error) => void {
  return (error) => log.warn({ err: error }, 'lost a database connection');
}

async function migrated(store: Store, log: Log): Promise<Store> {
  try {
    const migrations = await migrate(store.database.unlimited);
    if (migrations.length > 0) log.info({ migrations }, 'updated the database schema');
    return store;
  } catch (error) {
    await store.close();
    if (faultOf(error) !== 'database full') throw error;
    const full = 'The disk of the database is full, and the schema cannot be updated. Make space, and start again';
    throw new Error(`${full} (${(error as Error).message})`, { cause: error });
  }
}
