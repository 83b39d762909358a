import { constants, createReadStream, open, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { rawPath } from '../path/raw-path.js';

/** Opens a FIFO, a device or standard input as a stream. */
export async function openSpecial(path: string, stats: Stats): Promise<Readable> {
  // Standard input cannot always be opened by its path: in a child process it is usually a socket.
  if (path === '/dev/stdin' || path === '/proc/self/fd/0' || path === '/dev/fd/0') return process.stdin;
  if (!stats.isFIFO()) return createReadStream(rawPath(path));
  // Opening a FIFO without a writer would block a thread of libuv forever. A non-blocking descriptor in a socket does not.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const fd = await promisify(open)(rawPath(path), flags);
  return new Socket({ fd, readable: true, writable: false });
}
