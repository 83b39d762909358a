import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { RawSource } from '@cliploop/native';
import { CliploopError } from '../errors.js';
import type { Feed } from './feed.js';
import { openPath } from './path.js';
import { type Input, isReadable, isWebStream, type RangeReader } from './types.js';

export interface OpenedInput {
  source: RawSource;
  /** Brings the bytes of a `stream` source. */
  feed?: Feed;
}

// What most jobs do not need is imported where it is used: the time of a fresh process counts.

/** Turns whatever the caller gave into what the engine reads. The signal ends an opening under way, and its connection. */
export async function openInput(input: Input, signal: AbortSignal): Promise<OpenedInput> {
  if (typeof input === 'string') return openText(input, signal);
  if (input instanceof URL) return openUrl(input, signal);
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
    if (!URL.canParse(text)) throw invalid(`Expected a valid URL for input but received ${text}`);
    return openUrl(new URL(text), signal);
  }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1];
  // What looks like a protocol may be the name of a file: "12:30.mp4", "a:b.mp4".
  return openPath(text, scheme === undefined ? undefined : protocolError(scheme));
}

async function openUrl(url: URL, signal: AbortSignal): Promise<OpenedInput> {
  switch (url.protocol) {
    case 'file:':
      return openPath(pathOf(url));
    case 'http:':
    case 'https:': {
      const { openHttp } = await import('./http.js');
      const { feed, reopen, size } = await openHttp(url, signal);
      return { source: { kind: 'stream', reopen, ...(size !== undefined && { size }) }, feed };
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
    return fileURLToPath(url);
  } catch (error) {
    throw invalid(`Expected a local file: URL for input but received ${url.href}`, error);
  }
}

function invalid(detail: string, cause?: unknown): CliploopError {
  return new CliploopError('INVALID_OPTION', detail, { stage: 'options', option: 'input', cause });
}

function protocolError(scheme: string): CliploopError {
  const detail = `The protocol ${scheme}: is not supported for input; supported are paths, file:, http: and https:`;
  return new CliploopError('INPUT_PROTOCOL', detail, { stage: 'options', option: 'input' });
}
