import type { Socket } from 'node:net';

export interface LineLimits {
  /** Longest line, bytes. */
  readonly bytes: number;
  /** Most lines in one second. Their bytes are limited to those of two longest lines. */
  readonly perSecond: number;
}

const NEWLINE = 0x0a;
const SECOND_MS = 1000;
/** Most pieces in one second. A long line is read in pieces of several kilobytes. */
const MAX_PIECES = 8_192;
/** Pieces of a line that are kept apart. */
const MAX_PARTS = 1_024;

/**
 * Reads messages, which are lines of JSON. `refuse` is called for the first line that is too long, too soon or no JSON, and nothing
 * after it.
 */
export function readLines(
  socket: Socket,
  limits: LineLimits,
  accept: (message: unknown, bytes: number) => void,
  refuse: (reason: string) => void,
): void {
  let parts: Buffer[] = [];
  let length = 0;
  let second = 0;
  let count = 0;
  let pieces = 0;
  let bytes = 0;
  let refused = false;
  const stop = (reason: string): void => {
    refused = true;
    parts = [];
    socket.destroy();
    refuse(reason);
  };
  /** Reading costs time of this process, whatever the pieces contain. */
  const arrived = (chunk: Buffer): void => {
    const now = performance.now();
    if (now - second >= SECOND_MS) [second, count, pieces, bytes] = [now, 0, 0, 0];
    pieces += 1;
    bytes += chunk.length;
    if (pieces > MAX_PIECES) stop(`more than ${MAX_PIECES} pieces of messages in a second`);
    else if (bytes > 2 * limits.bytes) stop(`more than ${2 * limits.bytes} bytes in a second`);
  };
  const take = (line: Buffer): void => {
    count += 1;
    const message = parse(line);
    if (count > limits.perSecond) stop(`more than ${limits.perSecond} messages in a second`);
    else if (message === undefined) stop('a message that is not JSON');
    else accept(message, line.length);
  };
  socket.on('data', (chunk: Buffer) => {
    if (!refused) arrived(chunk);
    let rest = chunk;
    while (!refused && rest.length > 0) {
      const end = rest.indexOf(NEWLINE);
      const piece = end < 0 ? rest : rest.subarray(0, end);
      length += piece.length;
      if (length > limits.bytes) {
        stop(`a message of more than ${limits.bytes} bytes`);
        return;
      }
      parts.push(piece);
      if (parts.length > MAX_PARTS) parts = [Buffer.concat(parts)];
      if (end < 0) return;
      const line = parts.length === 1 ? piece : Buffer.concat(parts);
      [parts, length] = [[], 0];
      take(line);
      rest = rest.subarray(end + 1);
    }
  });
  socket.on('error', () => {});
}

/** Returns undefined for what is not JSON. */
function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined;
  }
}

export function writeLine(socket: Socket, message: object): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}
