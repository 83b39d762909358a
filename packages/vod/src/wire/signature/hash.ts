import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

type Bytes = string | Buffer;

export function sha256(data: Bytes): string {
  return createHash('sha256').update(data).digest('hex');
}

export function hmac(algorithm: 'sha1' | 'sha256', key: Bytes, data: Bytes): Buffer {
  return createHmac(algorithm, key).update(data).digest();
}

/** In a time that tells nothing about where the two differ. */
export function equal(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
