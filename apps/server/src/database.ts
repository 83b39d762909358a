import { migrate, type OpenedDatabase, openDatabase, startPostgres } from '@cliploop/vod';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { named, openUrl } from './database-url.js';

export interface Store {
  readonly database: OpenedDatabase;
  /** Resolves when the embedded PostgreSQL has ended without being stopped, and cannot be started again. */
  readonly lost: Promise<Error>;
  close(): Promise<void>;
  /** Asks the embedded PostgreSQL to end, without waiting for it. */
  abandon(): void;
}

/** The database of the configuration, with an up-to-date schema: the embedded one, or the one of DATABASE_URL. */
export async function openStore(config: Config, log: Logger): Promise<Store> {
  if (config.databaseUrl === undefined) return migrated(await startEmbedded(config, log), log);
  const database = await openUrl(config.databaseUrl, onError(log));
  const store = { database, lost: new Promise<Error>(() => {}), close: () => database.close(), abandon: () => {} };
  return named(() => migrated(store, log));
}

/** Starts the embedded PostgreSQL. Its schema may be that of an older version, or missing. */
export async function startEmbedded(config: Config, log: Logger): Promise<Store> {
  const postgres = await startPostgres({
    dataDir: config.data,
    user: config.postgresUser,
    log: { info: (message) => log.info(message), warn: (message) => log.warn(message) },
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
    const abandon = (): void => {
      const { pid } = postgres;
      if (pid === undefined) return;
      try {
        // Fast shutdown: sessions end, and no recovery is needed later.
        process.kill(pid, 'SIGINT');
      } catch {
        // It has ended already.
      }
    };
    return { database, lost, close, abandon };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

function onError(log: Logger): (error: Error) => void {
  return (error) => log.warn({ err: error }, 'lost a database connection');
}

async function migrated(store: Store, log: Logger): Promise<Store> {
  try {
    const ran = await migrate(store.database.db);
    if (ran.length > 0) log.info({ migrations: ran }, 'updated the database schema');
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
