import { createHash } from 'node:crypto';

/** A part as listed in the body of a completion, and as stored in the database. */
export interface ListedPart {
  readonly number: number;
  /** 32 lower-case hex digits. */
  readonly md5: string;
}

/** ETag of joined parts, without quotes: the MD5 of the MD5s of the parts, and the number of parts. */
export function etagOf(parts: readonly ListedPart[]): string {
  const hash = createHash('md5');
  for (const { md5 } of parts) hash.update(md5, 'hex');
  return `${hash.digest('hex')}-${parts.length}`;
}
