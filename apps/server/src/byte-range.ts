/** Both counted from 0 and included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * What a Range header asks for of `size` bytes.
 * @returns undefined for the whole: without a header, and for several ranges or what cannot be read, as RFC 9110 allows
 */
export function byteRange(header: string | undefined, size: number): Span | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes[ \t]*=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}

/** Whether If-None-Match names the tag; weak tags count as strong ones there. */
export function noneMatches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}
