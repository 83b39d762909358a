/// <reference types="node" preserve="true" />
import type { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/**
 * Bytes that can be read from any offset: object storage, a cache, a file of one's own. `open` answers with a stream that
 * starts at `offset` (bytes); it may be called again at any time, and its signal then aborts the stream before.
 * A stream that breaks is opened again, at most three times in a row, where it broke.
 */
export interface RangeReader {
  /** Bytes in all, when known. */
  readonly size?: number | undefined;
  open(offset: number, signal: AbortSignal): Readable | Promise<Readable>;
  /** Called once, when the job is over. */
  close?(): void;
}

/**
 * A path; a file:, http: or https: URL; the bytes themselves; a stream, which is read once and destroyed at the end
 * (process.stdin is only paused); or a range reader.
 */
export type Input = string | URL | Uint8Array | Blob | Readable | ReadableStream<Uint8Array> | RangeReader;

export function isReadable(value: unknown): value is Readable {
  return isObject(value) && typeof value.pipe === 'function' && typeof value.on === 'function' && 'readable' in value;
}

export function isWebStream(value: unknown): value is ReadableStream<Uint8Array> {
  return isObject(value) && typeof value.getReader === 'function' && typeof value.tee === 'function';
}

export function isRangeReader(value: unknown): value is RangeReader {
  if (!isObject(value) || typeof value.open !== 'function') return false;
  return value.size === undefined || (Number.isSafeInteger(value.size) && Number(value.size) >= 0);
}

export function isInput(value: unknown): value is Input {
  if (typeof value === 'string') return value !== '' && !value.includes('\0');
  return (
    value instanceof URL ||
    value instanceof Uint8Array ||
    value instanceof Blob ||
    isReadable(value) ||
    isWebStream(value) ||
    isRangeReader(value)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
