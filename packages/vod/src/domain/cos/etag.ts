import { createHash } from 'node:crypto';

/** A part as the body of a completion lists it, and as the database knows it. */
export interface ListedPart {
  readonly number: number;
  /** 32 lower-case hex digits. */
  readonly md5: string;
}

/** Of an object that was put together: the MD5 of its parts' MD5s, and how many there are. Without quotes. */
export function etagOf(parts: readonly ListedPart[]): string {
  const hash = createHash('md5');
  for (const { md5 } of parts) hash.update(md5, 'hex');
  return `${hash.digest('hex')}-${parts.length}`;
}
