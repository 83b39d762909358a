import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  Applications,
  LocalStorage,
  MediaLibrary,
  migrate,
  newFileUpload,
  type OpenedDatabase,
  openDatabase,
  runningPostgres,
  schemaOf,
  urlsUnder,
} from '@cliploop/vod';
import { pino } from 'pino';
import { type Config, ConfigError, readConfig } from './config.js';
import { openStore } from './database.js';
import { named, openUrl } from './database-url.js';
import { reachable } from './origin.js';

const help = `Usage: cliploop-server media add FILE [--name NAME] [--sub-app-id N] [--data DIR]

Puts a copy of a video into the media library, whether the service runs or not, and prints its FileId.

  --name        name of the media (default: that of the file)
  --sub-app-id  application (default: the main one)
  --data        data folder of the service (default: CLIPLOOP_DATA, else .cliploop)
`;

/** `media add FILE`. @returns what to print. Throws ConfigError for words that will not do. */
export async function mediaCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { values, positionals } = parse(args);
  if (values.help) return help;
  const [verb, file] = positionals;
  if (verb !== 'add' || file === undefined || positionals.length > 2) {
    throw new ConfigError('media is followed by add and one FILE; see cliploop-server media --help');
  }
  const subAppId = values['sub-app-id'] ?? '0';
  if (!/^\d{1,15}$/.test(subAppId)) throw new ConfigError(`--sub-app-id is ${subAppId}; it must be a whole number`);
  const config = readConfig(values.data === undefined ? [] : ['--data', values.data], env);
  if (!config) return help;
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) throw new Error(`${file} is a folder; name a video file`);
  if (!found?.isFile()) {
    const web = /^https?:/.test(file) ? '; a video of the web is added by PullUpload, or the Url of ProcessMedia' : '';
    throw new Error(`${file} is not a file that can be read${web}`);
  }
  const { db, close } = await connect(config);
  try {
    const applications = await Applications.open(db, config.appId);
    const storage = new LocalStorage(join(config.data, 'media'));
    const urlOf = urlsUnder(config.publicUrl ?? reachable(config.host, config.port));
    const library = new MediaLibrary({ db, storage, urlOf, onAdded: newFileUpload(urlOf) });
    const media = await library.add({
      subAppId: await applications.resolve(Number(subAppId)),
      file: resolve(file),
      keep: true,
      name: values.name ?? basename(file, extname(file)),
    });
    return `${media.fileId}\n`;
  } finally {
    await close();
  }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { name: text, 'sub-app-id': text, data: text, help: { type: 'boolean', short: 'h' } } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new ConfigError(`${(error as Error).message.split('. ')[0]}; see cliploop-server media --help`);
  }
}

/**
 * The database of the service that runs, or else one that is started for this command. A service that runs, here or, with
 * DATABASE_URL, anywhere, goes on with the schema that it knows: only it changes one that is there.
 */
async function connect(config: Config): Promise<Pick<OpenedDatabase, 'db' | 'close'>> {
  const url = config.databaseUrl;
  if (url !== undefined) return named(async () => ready(await openUrl(url, () => {})));
  // A new folder would be one that no service uses.
  if (!existsSync(join(config.data, 'postgres'))) {
    throw new Error(
      `${config.data} is not the data folder of a service; start the service there first, or name its folder with --data`,
    );
  }
  const beside = runningPostgres(config.data);
  if (beside) return ready(await openDatabase(beside, () => {}));
  const { database, close } = await openStore(config, pino({ level: 'silent' }));
  return { db: database.db, close };
}

async function ready(database: OpenedDatabase): Promise<OpenedDatabase> {
  try {
    const schema = await schemaOf(database.db);
    if (schema === 'older') throw new Error(older);
    if (schema === 'empty') await migrate(database.db);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

const older =
  'The schema of the database is that of an older version, which may be running. Start the service of this version, ' +
  'which brings it up to date, or add the media with the older one.';
