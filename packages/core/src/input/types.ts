/// <reference types="node" preserve="true" />
import type { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { OpenFile } from '../open-file.js';

/**
 * Reads bytes from any offset, such as from object storage or a cache. A stream that fails is resumed with another call of open()
 * at the offset where it failed, at most three times in a row.
 */
export interface RangeReader {
  /** Total size in bytes, if known. */
  readonly size?: number | undefined;
  /**
   * Returns a stream that starts at `offset`, in bytes. It can be called several times for a job; the signal of a call is aborted
   * when its stream is no longer needed.
   */
  open(offset: number, signal: AbortSignal): Readable | Promise<Readable>;
  /** Called once, at the end of the job. */
  close?(): void;
}

/**
 * A path, in which U+DC80 to U+DCFF stand for bytes 0x80 to 0xFF that are not UTF-8; a file:, http: or https: URL; bytes; a stream, which is read once and destroyed at the end (process.stdin is only
 * paused); or a range reader.
 */
export type Input = string | URL | Uint8Array | Blob | Readable | ReadableStream<Uint8Array> | RangeReader;

export function isReadable(value: unknown): value is Readable {
  return isObject(value) && typeof value.pipe === 'function' && typeof value.on === 'function' && 'readable' in value;
}

export function isWebStream(value: unknown): value is ReadableStream<Uint8Array> {
  return isObject(value) && typeof value.getReader === 'function' && typeof value.tee === 'function';
}

function isRangeReader(value: unknown): value is RangeReader {
  if (!isObject(value) || typeof value.open !== 'function') return false;
  return value.size === undefined || (Number.isSafeInteger(value.size) && Number(value.size) >= 0);
}

export function isInput(value: unknown): value is Input {
  if (typeof value === 'string') return value !== '' && !value.includes('\0');
  return (
    value instanceof URL ||
    value instanceof Uint8Array ||
    value instanceof Blob ||
    value instanceof OpenFile ||
    isReadable(value) ||
    isWebStream(value) ||
    isRangeReader(value)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
