import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { nearest } from '@cliploop/core/schema';
import { checkDiskSpace, openLibrary, recordCommand } from '@cliploop/vod';
import { mainOrigin } from '../config/address.js';
import { ConfigError, readConfig } from '../config/config.js';
import { readFlags } from '../config/flags.js';
import { integer } from '../config/setting.js';
import { operator } from '../process/operator.js';
import { openDatabaseFor } from './database.js';
import { mediaFlags as known, mediaHelp } from './help.js';

/** Runs `media add FILE`. @returns the text for stdout @throws ConfigError for invalid arguments */
export async function mediaCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { values, positionals, help } = readFlags(args, known, 'cliploop-server media');
  if (help || positionals[0] === 'help') return mediaHelp;
  const file = fileOf(positionals);
  const text = (flag: keyof typeof known): string | undefined => {
    const value = values[flag];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const subAppId = integer(0, Number.MAX_SAFE_INTEGER)({ name: '--sub-app-id', value: text('sub-app-id') ?? '0' });
  const data = text('data');
  const config = readConfig(data === undefined ? [] : ['--data', data], env);
  if (!config) return mediaHelp;
  const size = await checkFile(file);
  const { db, close } = await openDatabaseFor('writing', config);
  try {
    await checkDiskSpace([config.data, join(config.data, 'media')], config.reserve, size);
    const publicUrl = config.publicUrl ?? mainOrigin(config.listen);
    const { applications, media } = await openLibrary({ db, folder: config.data, appId: config.appId, publicUrl });
    const { fileId } = await media.add({
      subAppId: await applications.resolve(subAppId),
      file: resolve(file),
      keep: true,
      name: text('name') ?? basename(file, extname(file)),
      inTransaction: async (trx, { fileId: added, subAppId: application }) => {
        const object = `FileId=${added}`;
        await recordCommand(trx, { action: 'media add', object, subAppId: application, who: operator() });
        return undefined;
      },
    });
    return `${fileId}\n`;
  } finally {
    await close();
  }
}

/** @returns bytes */
async function checkFile(file: string): Promise<number> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    const reason = reasons[error.code ?? ''] ?? error.message;
    const hint = /^https?:/i.test(file) ? '; to add a video from the web, call PullUpload' : '';
    throw new Error(`${file}: ${reason}${hint}`);
  });
  if (found.isDirectory()) throw new Error(`${file} is a folder, not a video file`);
  if (!found.isFile()) throw new Error(`${file} is not a regular file`);
  return found.size;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'permission denied',
};

function fileOf([verb, file, ...rest]: readonly string[]): string {
  const usage = 'Usage: cliploop-server media add FILE';
  if (verb === undefined) throw new ConfigError(`media needs a subcommand. ${usage}`);
  if (verb !== 'add') {
    const hint = nearest(verb, ['add']) === undefined ? '.' : '; did you mean add?';
    throw new ConfigError(`Unknown subcommand ${JSON.stringify(verb)} of media${hint} ${usage}`);
  }
  if (file === undefined || file === '') throw new ConfigError(`media add needs a file. ${usage}`);
  if (rest.length > 0) throw new ConfigError(`media add takes one file, got ${rest.length + 1}. ${usage}`);
  return file;
}
