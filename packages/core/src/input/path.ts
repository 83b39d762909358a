import { stat } from 'node:fs/promises';
import { CliploopError } from '../errors.js';
import { rawPath } from '../path/raw-path.js';
import type { OpenedInput } from './open-input.js';

/** Opens a path. If it does not exist, `absent` is thrown, or else INPUT_NOT_FOUND. */
export async function openPath(path: string, absent?: CliploopError): Promise<OpenedInput> {
  const stats = await stat(rawPath(path)).catch((error: NodeJS.ErrnoException) => {
    throw (error.code === 'ENOENT' && absent) || fileError(error, path);
  });
  if (stats.isDirectory()) throw new CliploopError('INPUT_UNREADABLE', `${path} is a folder`, { stage: 'input' });
  if (stats.isFile()) return { source: { kind: 'path', path: rawPath(path) } };
  const [{ openSpecial }, { StreamFeed }] = await Promise.all([
    import('./special-file.js'),
    import('./stream-feed.js'),
  ]);
  const stream = await openSpecial(path, stats).catch((error: NodeJS.ErrnoException) => {
    throw fileError(error, path);
  });
  return { source: { kind: 'stream', reopen: false }, feed: new StreamFeed(stream) };
}

function fileError(error: NodeJS.ErrnoException, path: string): CliploopError {
  const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
  const reason = missing ? 'no such file' : error.code === 'EACCES' ? 'permission denied' : error.message;
  const code = missing ? 'INPUT_NOT_FOUND' : 'INPUT_UNREADABLE';
  return new CliploopError(code, `${path}: ${reason}`, { stage: 'input', cause: error });
}
