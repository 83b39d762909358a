import type { IncomingHttpHeaders } from 'node:http';

/** How much older than the answer Last-Modified must be, in milliseconds (RFC 9110, 8.8.2.2). */
const MIN_AGE_MS = 1000;

/** What identifies a version of a file, from the headers of its first answer. */
export interface Version {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  /** Value for If-Range; undefined when the server gives nothing that is reliable enough. */
  readonly validator: string | undefined;
}

export function versionOf(headers: IncomingHttpHeaders): Version {
  return { etag: headers.etag, lastModified: headers['last-modified'], validator: validatorOf(headers) };
}

/**
 * The value for If-Range: a strong ETag, or else Last-Modified when it is at least a second older than Date. Of two changes
 * within one second, the date shows only one.
 *
 * RFC 9110 (13.1.5) allows the date only for a response without an ETag. It is also used with a weak ETag: many servers mark all
 * ETags as weak, and no download from them could be resumed otherwise.
 */
export function validatorOf(headers: IncomingHttpHeaders): string | undefined {
  const { etag, 'last-modified': lastModified, date } = headers;
  if (isStrong(etag)) return etag;
  if (lastModified === undefined) return undefined;
  return Date.parse(date ?? '') - Date.parse(lastModified) >= MIN_AGE_MS ? lastModified : undefined;
}

/**
 * Whether a later 206 answer may belong to the same version of the file. Some servers ignore If-Range, so the headers are
 * compared as well. A header that is missing in one of the responses is not compared.
 */
export function isSameVersion(version: Version, headers: IncomingHttpHeaders): boolean {
  if (differ(version.etag, headers.etag)) return false;
  // With a strong ETag the date does not count: the machines of one host often have different dates for the same file.
  return isStrong(version.etag) || !differ(version.lastModified, headers['last-modified']);
}

function isStrong(etag: string | undefined): boolean {
  return etag !== undefined && /^"[^"]*"$/.test(etag);
}

function differ(before: string | undefined, now: string | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now;
}
