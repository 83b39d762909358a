import { randomBytes } from 'node:crypto';

const plainSegment = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

/**
 * A new key for bytes of a media: `<subAppId>/<fileId>/<token>/<name>`. The token has 128 random bits, so that nobody
 * guesses the address of one object from another, and no two attempts share one.
 * @throws TypeError when the name is not a plain segment
 */
export function objectKey(subAppId: number, fileId: string, name: string): string {
  return checkKey(`${subAppId}/${fileId}/${randomBytes(16).toString('hex')}/${name}`);
}

/** Whether it is a relative path of plain segments: nothing hidden, nothing that leads elsewhere, nothing to escape. */
export function isKey(key: string): boolean {
  return key.length <= 512 && key.split('/').every((segment) => plainSegment.test(segment));
}

/** @returns the key itself. Throws TypeError. */
export function checkKey(key: string): string {
  if (isKey(key)) return key;
  throw new TypeError(`${JSON.stringify(key.slice(0, 200))} is not the key of an object`);
}
