import { isCrc64 } from './crc64.js';
import { cosError } from './errors.js';
import type { Headers } from './request.js';
import { shown } from './target.js';

/** CRC-64/XZ of a body as a decimal number; in requests and in answers. */
export const crc64Header = 'x-cos-hash-crc64ecma';

/** Checksums that a client sends with a body; undefined: not sent. */
export interface Digests {
  /** 32 lower-case hex digits. */
  readonly md5: string | undefined;
  /** Decimal. */
  readonly crc64: string | undefined;
}

/** The headers of an answer with the checksums of the stored bytes. @param etag with its quotes */
export function checksums(etag: string | undefined, crc64: string | null | undefined): Record<string, string> {
  return { ...(etag !== undefined && { ETag: etag }), ...(typeof crc64 === 'string' && { [crc64Header]: crc64 }) };
}

/** Throws CosError InvalidDigest. */
export function digestsOf(headers: Headers): Digests {
  return { md5: md5Of(headers['content-md5']), crc64: crc64Of(headers[crc64Header]) };
}

/** Throws CosError BadDigest. Checksums of the body that are not known are not checked. */
export function checkDigests(
  { md5, crc64 }: Digests,
  arrived: { readonly md5?: string; readonly crc64?: string | null },
): void {
  check('Content-MD5', md5, arrived.md5);
  check(crc64Header, crc64, arrived.crc64);
}

function check(name: string, announced: string | undefined, arrived: string | null | undefined): void {
  if (announced === undefined || (arrived ?? announced) === announced) return;
  throw cosError('BadDigest', `${name} is ${announced}, but the received body has ${arrived}`);
}

/** The header is in base64. */
function md5Of(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  if (/^[A-Za-z0-9+/]{22}==$/.test(header)) return Buffer.from(header, 'base64').toString('hex');
  throw cosError('InvalidDigest', `Content-MD5 must be 16 bytes in base64, got ${shown(header)}`);
}

function crc64Of(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  if (isCrc64(header)) return BigInt(header).toString();
  throw cosError('InvalidDigest', `${crc64Header} must be a decimal number below 2^64, got ${shown(header)}`);
}
