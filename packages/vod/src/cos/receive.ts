import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { isCode } from '../storage/durable.js';
import { cosError } from './errors.js';
import type { Headers } from './request.js';
import { shown } from './target.js';

/** Milliseconds in which some of a body must come. */
const PATIENCE = 60_000;

export interface Received {
  /** bytes */
  readonly size: number;
  /** 32 lower-case hex digits. */
  readonly md5: string;
}

/** What is known of a body before it comes. */
export interface Announced {
  /** 32 lower-case hex digits; undefined: not said. */
  readonly md5: string | undefined;
  /** Bytes that it may have. */
  readonly limit: number;
  /** When all of it must be there; ms since the epoch. */
  readonly until: number;
}

/** Refuses what is too large before any of it is read. Throws CosError EntityTooLarge, InvalidDigest. */
export function announced(headers: Headers, limit: number, until: Date): Announced {
  if (Number(headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  return { md5: md5Of(headers['content-md5']), limit, until: until.getTime() };
}

/**
 * Writes a body as it comes, a chunk at a time: what the disk cannot take yet is not read.
 * @throws CosError EntityTooLarge, BadDigest, IncompleteBody
 */
export async function receive(body: Readable, { md5, limit, until }: Announced, to: FileHandle): Promise<Received> {
  const hash = createHash('md5');
  let size = 0;
  await chunksOf(body, async (chunk) => {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    hash.update(chunk);
    await to.appendFile(chunk);
    if (Date.now() > until) throw cosError('AccessDenied', 'The temporary credentials ended before the body did');
  });
  return checked({ size, md5: hash.digest('hex') }, md5);
}

/** A body that is small enough to be kept in memory. Throws CosError MaxMessageLengthExceeded, BadDigest, IncompleteBody. */
export async function receiveText(body: Readable, headers: Headers, limit: number): Promise<string> {
  const md5 = md5Of(headers['content-md5']);
  const chunks: Buffer[] = [];
  let size = 0;
  await chunksOf(body, async (chunk) => {
    size += chunk.length;
    if (size > limit) throw cosError('MaxMessageLengthExceeded', `The body has more than ${limit} bytes`);
    chunks.push(chunk);
  });
  const whole = Buffer.concat(chunks);
  checked({ size, md5: createHash('md5').update(whole).digest('hex') }, md5);
  return whole.toString('utf8');
}

async function chunksOf(body: Readable, take: (chunk: Buffer) => Promise<void>): Promise<void> {
  const stalled = setTimeout(() => body.destroy(new Error('the client sends nothing')), PATIENCE);
  try {
    // What is refused is still connected, and hears why.
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      stalled.refresh();
      await take(chunk);
    }
  } catch (error) {
    if (error !== body.errored && !isCode(error, 'ERR_STREAM_PREMATURE_CLOSE')) throw error;
    throw cosError('IncompleteBody', 'The connection broke before the whole body was there');
  } finally {
    clearTimeout(stalled);
  }
}

/** Of the header Content-MD5, which is in base64. */
function md5Of(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  if (/^[A-Za-z0-9+/]{22}==$/.test(header)) return Buffer.from(header, 'base64').toString('hex');
  throw cosError('InvalidDigest', `Content-MD5 is ${shown(header)}; it must be 16 bytes in base64`);
}

function checked(received: Received, md5: string | undefined): Received {
  if (md5 === undefined || md5 === received.md5) return received;
  throw cosError('BadDigest', `Content-MD5 stands for ${md5}, and what arrived has ${received.md5}`);
}

function tooLarge(limit: number) {
  return cosError('EntityTooLarge', `The body has more than ${limit} bytes`);
}
