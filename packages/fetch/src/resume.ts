import type { IncomingHttpHeaders } from 'node:http';
import type { ByteRange } from './download.js';
import { FetchError } from './errors.js';
import type { Answer } from './exchange.js';
import { badStatus } from './retry.js';

/** What has been fetched of a file so far, and how to recognise the same file again. */
export interface Copy {
  /** Bytes that have been written. */
  bytes: number;
  /** Length of the whole file, once a server has said it. */
  total: number | undefined;
  /** For If-Range; without one, a broken download starts over. */
  validator: string | undefined;
  etag: string | undefined;
  contentType: string | undefined;
  disposition: string | undefined;
}

export function emptyCopy(): Copy {
  return firstCopy({}, undefined);
}

/** The copy as it is when a file starts from its first byte. */
export function firstCopy(headers: IncomingHttpHeaders, total: number | undefined): Copy {
  const { etag, 'content-type': contentType, 'content-disposition': disposition } = headers;
  return { bytes: 0, total, validator: validatorOf(headers), etag, contentType, disposition };
}

/**
 * A strong ETag, or the date of the last change when it is at least a second older than the answer: of two changes
 * within one second the date would tell nothing (RFC 9110, 8.8.2.2).
 */
export function validatorOf(headers: IncomingHttpHeaders): string | undefined {
  const { etag, 'last-modified': changed, date } = headers;
  if (etag !== undefined && /^"[^"]*"$/.test(etag)) return etag;
  if (changed === undefined) return undefined;
  return Date.parse(date ?? '') - Date.parse(changed) >= 1000 ? changed : undefined;
}

/** The headers that ask for the rest, if the file is still the same. */
export function rangeHeaders({ bytes, validator }: Copy): Record<string, string> {
  return bytes > 0 && validator !== undefined ? { range: `bytes=${bytes}-`, 'if-range': validator } : {};
}

/** The headers that ask for a part of a file. */
export function partHeaders({ offset, length }: ByteRange): Record<string, string> {
  return { range: `bytes=${offset}-${offset + length - 1}` };
}

/** Throws unless the answer is that part of the file, all of it. */
export function checkPart({ offset, length }: ByteRange, { status, headers, url }: Answer): void {
  if (status === 200) {
    const what = 'the server does not give parts of a file, which are needed here. Serve it with support for ranges.';
    throw new FetchError('UNSUPPORTED', url, what);
  }
  if (status !== 206) throw badStatus(url, status, headers);
  const range = parseContentRange(headers['content-range']);
  if (range?.start !== offset || range.end !== offset + length - 1) throw anotherPart(url);
}

/** Length of the whole file by a 206 answer; throws unless the answer continues the copy exactly where it ends. */
export function continuedTotal(copy: Copy, headers: IncomingHttpHeaders, url: URL): number | undefined {
  const range = parseContentRange(headers['content-range']);
  if (range === undefined || range.start !== copy.bytes) {
    throw anotherPart(url);
  }
  const total = range.total ?? copy.total;
  // Some servers ignore If-Range, so what they say about the file is compared as well.
  const same =
    (copy.total === undefined || copy.total === total) &&
    (headers.etag === undefined || headers.etag === copy.etag) &&
    (copy.validator === copy.etag || (headers['last-modified'] ?? copy.validator) === copy.validator);
  if (!same) throw changed(url);
  return total;
}

export function changed(url: URL): FetchError {
  return new FetchError('CHANGED', url, 'the file changed while it was downloaded. Try again once it stays the same.');
}

function anotherPart(url: URL): FetchError {
  return new FetchError('BROKEN', url, 'the server sent another part of the file than it was asked for.');
}

export function parseContentRange(
  text: string | undefined,
): { start: number; end: number; total: number | undefined } | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(text ?? '');
  if (match === null) return undefined;
  const [start, end] = [Number(match[1]), Number(match[2])];
  const total = match[3] === '*' ? undefined : Number(match[3]);
  return end < start || (total !== undefined && end >= total) ? undefined : { start, end, total };
}
