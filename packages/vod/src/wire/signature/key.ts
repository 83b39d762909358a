import { randomBytes } from 'node:crypto';
import { apiError } from '../error/api-error.js';
import { cut } from '../params/message.js';
import type { AccessKey, FindKey } from './request.js';

/** Used for unknown keys, so that their verification takes as long as that of known keys. */
const dummySecretKey = randomBytes(32).toString('hex');

/** What clients send for a variable without a value. */
const unsetValues = ['undefined', 'null', 'None', 'nil'];

const unsetHint = 'set CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY in the environment of the client';

/** Returns the SecretId. @throws ApiError when it cannot be one, before it is looked up */
export function checkSecretId(secretId: string | undefined): string {
  if (secretId === undefined || secretId === '') {
    throw apiError('MissingParameter', `SecretId is missing; ${unsetHint}`);
  }
  if (/^[\x21-\x7e]{1,128}$/.test(secretId)) return secretId;
  const rule = '1 to 128 printable characters without spaces';
  throw apiError('AuthFailure.InvalidSecretId', `SecretId must be ${rule}, got ${JSON.stringify(cut(secretId))}`);
}

/**
 * Returns the key pair that signed.
 * @param matches compares the signature with that of a secret key. Called twice, for unknown and disabled keys too
 * @param texts `mismatch`: message for a signature that does not match. Default: one about requests
 * @throws ApiError AuthFailure.SecretIdNotFound, AuthFailure.SignatureFailure
 */
export async function verifyKey<K extends AccessKey>(
  secretId: string,
  findKey: FindKey<K>,
  matches: (secretKey: string) => boolean,
  { mismatch = mismatchOf(secretId) }: { readonly mismatch?: string } = {},
): Promise<K> {
  const key = await findKey(secretId);
  // Both are always compared, so that the time does not tell whether there is a second one.
  const matchedOld = matches(key?.oldSecretKey ?? dummySecretKey);
  const matchedNew = matches(key?.secretKey ?? dummySecretKey);
  const matched = matchedNew || (matchedOld && key?.oldSecretKey !== undefined);
  if (key === undefined || !key.enabled) {
    const message = `SecretId ${cut(secretId)} is unknown or disabled`;
    throw apiError(
      'AuthFailure.SecretIdNotFound',
      unsetValues.includes(secretId) ? `${message}; ${unsetHint}` : message,
    );
  }
  if (matched) return key;
  throw apiError('AuthFailure.SignatureFailure', mismatch);
}

function mismatchOf(secretId: string): string {
  return `The signature does not match the request and the SecretKey of ${cut(secretId)}; check the SecretKey, and that no proxy changes the request`;
}
