import type { Readable } from 'node:stream';
import type { RawSource } from '@cliploop/native';
import { CliploopError } from '../errors.js';
import type { Origin } from '../job/explain.js';
import { OpenFile } from '../open-file.js';
import { urlPath } from '../path/url-path.js';
import { option, type Phrase, phrase } from '../phrase.js';
import { formatValue } from '../schema/field.js';
import type { Feed } from './feed.js';
import { openPath } from './path.js';
import { type Input, isReadable, isWebStream, type RangeReader } from './types.js';

export interface OpenedInput {
  source: RawSource;
  /** Supplies the bytes if the source is a stream. */
  feed?: Feed;
  origin?: Origin;
}

// Modules that most jobs do not need are imported on demand, which makes a fresh process start faster.

/** Opens an input for the engine. The signal aborts the opening and closes its connection. */
export async function openInput(input: Input, signal: AbortSignal): Promise<OpenedInput> {
  if (typeof input === 'string') return openText(input, signal);
  if (input instanceof URL) return openUrl(input, signal);
  if (input instanceof OpenFile) return { source: { kind: 'fd', fd: input.fd } };
  if (input instanceof Uint8Array) return openBytes(input);
  if (input instanceof Blob) return openRanges(await blobReader(input));
  if (isReadable(input)) return openStream(input);
  if (isWebStream(input)) {
    const { Readable } = await import('node:stream');
    return openStream(Readable.fromWeb(input));
  }
  return openRanges(input);
}

async function openText(text: string, signal: AbortSignal): Promise<OpenedInput> {
  if (/^(https?|file):/i.test(text)) {
    if (!URL.canParse(text)) throw invalid(phrase`${option('input')} must be a valid URL, got ${formatValue(text)}`);
    return openUrl(new URL(text), signal);
  }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1];
  // Text that looks like a URL may be a file name: "12:30.mp4", "a:b.mp4".
  return openPath(text, scheme === undefined ? undefined : protocolError(scheme));
}

async function openUrl(url: URL, signal: AbortSignal): Promise<OpenedInput> {
  switch (url.protocol) {
    case 'file:':
      return openPath(pathOf(url));
    case 'http:':
    case 'https:': {
      const { openHttp } = await import('./http.js');
      const { feed, reopen, size, contentType } = await openHttp(url, signal);
      return { source: { kind: 'stream', reopen, ...(size !== undefined && { size }) }, feed, origin: { contentType } };
    }
    default:
      throw protocolError(url.protocol.slice(0, -1));
  }
}

async function openBytes(bytes: Uint8Array): Promise<OpenedInput> {
  const { BytesFeed } = await import('./bytes-feed.js');
  return { source: { kind: 'stream', reopen: true, size: bytes.byteLength }, feed: new BytesFeed(bytes) };
}

async function openStream(stream: Readable): Promise<OpenedInput> {
  const { StreamFeed } = await import('./stream-feed.js');
  return { source: { kind: 'stream', reopen: false }, feed: new StreamFeed(stream) };
}

async function openRanges(reader: RangeReader): Promise<OpenedInput> {
  const { RangeFeed } = await import('./range-feed.js');
  const { size } = reader;
  return { source: { kind: 'stream', reopen: true, ...(size !== undefined && { size }) }, feed: new RangeFeed(reader) };
}

async function blobReader(blob: Blob): Promise<RangeReader> {
  const { Readable } = await import('node:stream');
  return { size: blob.size, open: (offset) => Readable.from(blob.slice(offset).stream(), { objectMode: false }) };
}

function pathOf(url: URL): string {
  try {
    return urlPath(url);
  } catch (error) {
    throw invalid(phrase`${option('input')} must be a file: URL of a local path, got ${formatValue(url.href)}`, error);
  }
}

function invalid(detail: Phrase, cause?: unknown): CliploopError {
  return new CliploopError('INVALID_OPTION', detail, { stage: 'options', option: 'input', cause });
}

function protocolError(scheme: string): CliploopError {
  const detail = `The protocol ${scheme}: is not supported`;
  return new CliploopError('INPUT_PROTOCOL', detail, { stage: 'options', option: 'input' });
}
