import { stat } from 'node:fs/promises';
import { CliploopError } from '../errors.js';
import type { OpenedInput } from './open-input.js';

/** `absent` is thrown when there is nothing of that name; the default says just that. */
export async function openPath(path: string, absent?: CliploopError): Promise<OpenedInput> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw (error.code === 'ENOENT' && absent) || fileError(error, path);
  });
  if (stats.isDirectory()) throw new CliploopError('INPUT_UNREADABLE', `${path} is a folder`, { stage: 'input' });
  if (stats.isFile()) return { source: { kind: 'path', path } };
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
  const words = missing ? 'no such file' : error.code === 'EACCES' ? 'permission denied' : error.message;
  const code = missing ? 'INPUT_NOT_FOUND' : 'INPUT_UNREADABLE';
  return new CliploopError(code, `${path}: ${words}`, { stage: 'input', cause: error });
}
