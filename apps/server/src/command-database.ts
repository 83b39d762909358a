import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Connection, migrate, type OpenedDatabase, openDatabase, runningPostgres, schemaOf } from '@cliploop/vod';
import { pino } from 'pino';
import type { Config } from './config.js';
import { notDataFolder } from './data-folder.js';
import { openStore, startEmbedded } from './database.js';
import { named, openUrl } from './database-url.js';

export type CommandDatabase = Pick<OpenedDatabase, 'db' | 'close'>;

const silent = pino({ level: 'silent' });

/**
 * The database for a command that writes: that of the running service, or else one that is started for the command. It never
 * changes the schema of a service that may be running.
 * @throws Error that says what to do
 */
export async function openForWriting(config: Config): Promise<CommandDatabase> {
  const { databaseUrl: url } = config;
  if (url !== undefined) return named(async () => current(await openUrl(url, ignore)));
  const running = runningIn(config.data);
  if (running) return current(await openDatabase(running, ignore));
  const { database, close } = await openStore(config, silent);
  return { db: database.db, close };
}

/** The database for a command that only reads. */
export async function openForReading(config: Config): Promise<CommandDatabase> {
  const { databaseUrl: url } = config;
  if (url !== undefined) return named(async () => filled(await openUrl(url, ignore)));
  const running = runningIn(config.data);
  if (running) return filled(await openDatabase(running, ignore));
  const { database, close } = await startEmbedded(config, silent);
  return filled({ db: database.db, close });
}

const ignore = (): void => {};

function runningIn(data: string): Connection | undefined {
  if (existsSync(join(data, 'postgres'))) return runningPostgres(data);
  // Creating the folder would be wrong: no service uses it.
  throw notDataFolder(data);
}

async function current(database: CommandDatabase): Promise<CommandDatabase> {
  return orClosed(database, async () => {
    const schema = await schemaOf(database.db);
    if (schema === 'older') throw new Error(older);
    if (schema === 'empty') await migrate(database.db);
  });
}

async function filled(database: CommandDatabase): Promise<CommandDatabase> {
  return orClosed(database, async () => {
    if ((await schemaOf(database.db)) === 'empty') throw new Error('the database is empty; start the service first');
  });
}

async function orClosed(database: CommandDatabase, check: () => Promise<void>): Promise<CommandDatabase> {
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
