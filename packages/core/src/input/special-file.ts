import { constants, createReadStream, open, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

/** A FIFO, a device or standard input, as a stream. */
export async function openSpecial(path: string, stats: Stats): Promise<Readable> {
  // Its file cannot always be opened anew: standard input of a child process is mostly a socket.
  if (path === '/dev/stdin' || path === '/proc/self/fd/0' || path === '/dev/fd/0') return process.stdin;
  if (!stats.isFIFO()) return createReadStream(path);
  // Opening a FIFO that has no writer yet blocks a thread of libuv's pool for good; through a socket nothing blocks.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const fd = await promisify(open)(path, flags);
  return new Socket({ fd, readable: true, writable: false });
}
