import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

type Bytes = string | Buffer;

export function sha256(data: Bytes): string {
  return createHash('sha256').update(data).digest('hex');
}

export function hmac(algorithm: 'sha1' | 'sha256', key: Bytes, data: Bytes): Buffer {
  return createHmac(algorithm, key).update(data).digest();
}

/** Identifies a signature in the memory of used signatures. 32 hexadecimal digits. */
export function markOf(secretId: string, signature: string): string {
  return sha256(`${secretId}\n${signature}`).slice(0, 32);
}

/** Compares in constant time. */
export function equal(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
