import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Hold } from '../../store/health/disk-space.js';
import { loopTurns } from '../../store/loop-turns.js';
import { currentOwner } from '../../store/owner.js';
import { isCode } from '../../store/storage/durable.js';
import { Crc64 } from './crc64.js';
import { checkDigests, type Digests, digestsOf } from './digests.js';
import { cosError } from './errors.js';
import type { Headers } from './request.js';

/** Time limit for the next chunk of a body. */
const STALL_TIMEOUT_MS = 60_000;

export interface Received {
  /** bytes */
  readonly size: number;
  /** 32 lower-case hex digits. */
  readonly md5: string;
  /** CRC-64/XZ, decimal. */
  readonly crc64: string;
}

/** What the headers say about a body. */
export interface Announced extends Digests {
  /** Announced size, bytes; 0: unknown. */
  readonly length: number;
  /** Largest size, bytes. */
  readonly limit: number;
  /** Size that the headers announce, or else the largest size. */
  readonly size: number;
  /** Time by which the whole body must arrive, ms since the epoch. */
  readonly until: number;
}

/** Refuses a body that is too large before it is read. Throws CosError EntityTooLarge, InvalidDigest. */
export function announced(headers: Headers, limit: number, until: Date): Announced {
  const length = Number(headers['content-length'] ?? 0) || 0;
  if (length > limit) throw tooLarge(limit);
  const size = Number(headers['content-length'] ?? limit);
  return { ...digestsOf(headers), length, limit, size: size >= 0 ? size : limit, until: until.getTime() };
}

/**
 * Writes a body in chunks, and reads each chunk only when the previous one is written.
 * @param hold counts the written bytes
 * @throws CosError EntityTooLarge, BadDigest, IncompleteBody; NoSpace
 */
export async function receive(
  body: Readable,
  announced: Omit<Announced, 'size' | 'length'>,
  to: FileHandle,
  hold?: Pick<Hold, 'wrote'>,
): Promise<Received> {
  const { limit, until } = announced;
  const hash = createHash('md5');
  const crc = await Crc64.start();
  let size = 0;
  await chunksOf(body, async (chunk) => {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    hash.update(chunk);
    crc.update(chunk);
    await to.appendFile(chunk);
    hold?.wrote(chunk.length);
    if (Date.now() > until)
      throw cosError('AccessDenied', 'The temporary credentials expired before the body was complete');
  });
  const received = { size, md5: hash.digest('hex'), crc64: crc.decimal() };
  checkDigests(announced, received);
  return received;
}

/** Reads a small body into memory. Throws CosError XMLSizeLimit, BadDigest, IncompleteBody. */
export async function receiveText(body: Readable, headers: Headers, limit: number): Promise<string> {
  const { md5 } = digestsOf(headers);
  const chunks: Buffer[] = [];
  let size = 0;
  await chunksOf(body, async (chunk) => {
    size += chunk.length;
    if (size > limit) throw cosError('XMLSizeLimit', `The body has more than ${limit} bytes`);
    chunks.push(chunk);
  });
  const whole = Buffer.concat(chunks);
  checkDigests({ md5, crc64: undefined }, { md5: createHash('md5').update(whole).digest('hex') });
  return whole.toString('utf8');
}

async function chunksOf(body: Readable, take: (chunk: Buffer) => Promise<void>): Promise<void> {
  const stalled = setTimeout(() => body.destroy(new Error('the client sent nothing for 60 s')), STALL_TIMEOUT_MS);
  try {
    // The connection stays open, so that the client gets the error.
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      stalled.refresh();
      await loopTurns.next(currentOwner());
      await take(chunk);
    }
  } catch (error) {
    if (error !== body.errored && !isCode(error, 'ERR_STREAM_PREMATURE_CLOSE')) throw error;
    throw cosError('IncompleteBody', 'The connection broke before the body was complete');
  } finally {
    clearTimeout(stalled);
  }
}

function tooLarge(limit: number) {
  return cosError('EntityTooLarge', `The body has more than ${limit} bytes`);
}
