export interface ContentRange {
  /** Offset of the first and of the last byte. */
  first: number;
  last: number;
  /** Bytes of the whole, when the server knows. */
  size?: number;
}

/** "bytes 0-99/500" or "bytes 0-99/*". */
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
