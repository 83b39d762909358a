import { randomBytes } from 'node:crypto';

const plainSegment = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

/**
 * Creates the key of a new object of a media: `<subAppId>/<fileId>/<token>/<name>`. The token has 128 random bits, so that URLs cannot
 * be guessed and attempts have different keys.
 * @throws TypeError when the name is not a plain segment
 */
export function objectKey(subAppId: number, fileId: string, name: string): string {
  return checkKey(`${subAppId}/${fileId}/${randomBytes(16).toString('hex')}/${name}`);
}

/** Returns whether a key is a relative path of plain segments: no hidden names, no `..`, no characters to escape. */
export function isKey(key: string): boolean {
  return key.length <= 512 && key.split('/').every((segment) => plainSegment.test(segment));
}

/** Returns the key. @throws TypeError when it is not valid */
export function checkKey(key: string): string {
  if (isKey(key)) return key;
  throw new TypeError(`${JSON.stringify(key.slice(0, 200))} is not a valid object key`);
}
