/** A parsed Content-Range header. Offsets are in bytes, and `last` is inclusive. */
export interface ContentRange {
  first: number;
  last: number;
  /** Size of the whole file, if the server sends it. */
  size?: number;
}

/** Parses "bytes 0-99/500" or "bytes 0-99/*". Returns `undefined` if the header is absent or invalid. */
export function parseContentRange(header: string | undefined): ContentRange | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(header?.trim() ?? '');
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2]);
  if (last < first) return undefined;
  if (match[3] === '*') return { first, last };
  const size = Number(match[3]);
  return last < size ? { first, last, size } : undefined;
}
