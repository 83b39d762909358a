/** The part of a file that a 206 answer holds. */
export interface ContentRange {
  /** Offset of the first byte. */
  readonly first: number;
  /** Offset of the last byte. */
  readonly last: number;
  /** Bytes of the whole file; undefined when the server does not know it (`*`). */
  readonly size: number | undefined;
}

/**
 * Parses a Content-Range header such as `bytes 0-99/500` or `bytes 0-99/*` (RFC 9110, 14.4).
 * Returns undefined for other units, for an unsatisfied range (`bytes *` and a length), for a range outside the file, and for numbers of more than 15
 * digits, which JavaScript cannot hold exactly.
 */
export function parseContentRange(header: string | undefined): ContentRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(header ?? '');
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2]);
  const size = match[3] === '*' ? undefined : Number(match[3]);
  return last < first || (size !== undefined && last >= size) ? undefined : { first, last, size };
}
