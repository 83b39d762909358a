import type { IncomingHttpHeaders } from 'node:http';
import type { ByteRange } from './download.js';
import { FetchError } from './errors.js';
import type { HttpResponse } from './exchange.js';
import { statusError } from './retry.js';
import { parseContentRange } from './rules/content-range.js';
import { isSameVersion, type Version, versionOf } from './rules/validator.js';

/** State of a download: how much of the file has been written, and which version of it. */
export interface PartialFile {
  /** Bytes written so far. */
  bytes: number;
  /** Length of the whole file, once a server has announced it. */
  total: number | undefined;
  version: Version;
  /** Whether the rest may be requested; otherwise the next attempt starts over. */
  resumable: boolean;
  contentType: string | undefined;
  disposition: string | undefined;
}

export function emptyFile(): PartialFile {
  return newFile({}, undefined);
}

/** The state after the headers of a response that starts at the first byte. */
export function newFile(headers: IncomingHttpHeaders, total: number | undefined): PartialFile {
  const { 'content-type': contentType, 'content-disposition': disposition } = headers;
  const version = versionOf(headers);
  return { bytes: 0, total, version, resumable: version.validator !== undefined, contentType, disposition };
}

/** Headers that request the rest of the file, on condition that it has not changed; none when it must start over. */
export function resumeHeaders({ bytes, version, resumable }: PartialFile): Record<string, string> {
  const { validator } = version;
  return bytes > 0 && resumable && validator !== undefined ? { range: `bytes=${bytes}-`, 'if-range': validator } : {};
}

/** Headers that request one range of a file. */
export function rangeHeaders({ offset, length }: ByteRange): Record<string, string> {
  return { range: `bytes=${offset}-${offset + length - 1}` };
}

/** Checks that a response holds exactly the requested range. @throws FetchError */
export function checkRange({ offset, length }: ByteRange, { status, headers, url }: HttpResponse): void {
  if (status === 200) {
    const what = 'the server does not support range requests, which this file needs. Use a server that supports them.';
    throw new FetchError('UNSUPPORTED', url, what);
  }
  if (status !== 206) throw statusError(url, status, headers);
  const range = parseContentRange(headers['content-range']);
  if (range?.first !== offset || range.last !== offset + length - 1) throw otherRange(url);
}

/**
 * Length of the whole file by a 206 response, if that is known.
 * @throws FetchError unless the response continues the same file exactly where it ends
 */
export function resumedTotal(file: PartialFile, headers: IncomingHttpHeaders, url: URL): number | undefined {
  const range = parseContentRange(headers['content-range']);
  if (range === undefined || range.first !== file.bytes) throw otherRange(url);
  const total = range.size ?? file.total;
  if ((file.total !== undefined && file.total !== total) || !isSameVersion(file.version, headers)) throw changed(url);
  return total;
}

export function changed(url: URL): FetchError {
  return new FetchError('CHANGED', url, 'the file changed during the download. Try again when it no longer changes.');
}

function otherRange(url: URL): FetchError {
  return new FetchError('BROKEN', url, 'the server sent a different range of the file than requested.');
}
