import { stat } from 'node:fs/promises';
import { runningPostgres } from '@cliploop/postgres';
import type { PoolConfig } from 'pg';
import { silentLog } from '../log.js';
import { type OpenedDatabase, openDatabase } from './database.js';
import { migrate, schemaOf } from './migrate.js';
import { openStore, type StoreOptions, startEmbedded } from './open-store.js';
import { openUrl, withVariableName } from './url.js';

export type CommandDatabase = Pick<OpenedDatabase, 'db' | 'unlimited' | 'close'>;

/**
 * Opens the database for a command: that of the running service, else an embedded PostgreSQL that is started for the command. For
 * writing, an empty database gets the schema. An older schema is not changed, because a service of that version may be running.
 * @throws Error with a message for the user
 */
export async function openForCommand(use: 'reading' | 'writing', options: StoreOptions): Promise<CommandDatabase> {
  const checkSchema = use === 'writing' ? withCurrentSchema : withSchema;
  const { databaseUrl: url } = options;
  if (url !== undefined) return withVariableName(async () => checkSchema(await openUrl(url, ignore)));
  const running = runningPostgres(options.data);
  if (running) return checkSchema(await openRunning(running, options.data));
  const { database, close } = await (use === 'writing' ? openStore : startEmbedded)(options, silentLog);
  return checkSchema({ db: database.db, unlimited: database.unlimited, close });
}

async function openRunning(connection: PoolConfig, folder: string): Promise<OpenedDatabase> {
  try {
    return await openDatabase(connection, ignore);
  } catch (error) {
    if ((error as { code?: string }).code !== '28000') throw error;
    const { uid } = await stat(folder);
    const message = `The service of ${folder} runs as uid ${uid}, and only this user may use its database. Run the command as this user`;
    throw new Error(message, { cause: error });
  }
}

const ignore = (): void => {};

async function withCurrentSchema(database: CommandDatabase): Promise<CommandDatabase> {
  return closeOnError(database, async () => {
    const schema = await schemaOf(database.db);
    if (schema === 'older') throw new Error(older);
    if (schema === 'empty') await migrate(database.unlimited);
  });
}

async function withSchema(database: CommandDatabase): Promise<CommandDatabase> {
  return closeOnError(database, async () => {
    if ((await schemaOf(database.db)) === 'empty') throw new Error('the database is empty; start the service first');
  });
}

async function closeOnError(database: CommandDatabase, check: () => Promise<void>): Promise<CommandDatabase> {
  try {
    await check();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

const older =
  'The database has the schema of an older version, and a service of that version may be using it. Start the service of ' +
  'this version first, which updates the schema, or use the command of the older version.';
