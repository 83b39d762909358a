import { randomBytes } from 'node:crypto';
import { apiError } from '../error/api-error.js';
import { cut } from '../params/message.js';
import type { AccessKey, FindKey } from './request.js';

/** Signs for keys that do not exist, so that these take the time of those that do. */
const nobody = randomBytes(32).toString('hex');

/** What clients send for a variable without a value. */
const noValues = ['undefined', 'null', 'None', 'nil'];

const notSet = 'the client has no SecretId: were CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY exported?';

/** Refuses what cannot be the id of a key before anybody looks it up. */
export function checkSecretId(secretId: string | undefined): string {
  if (secretId === undefined || secretId === '') {
    throw apiError('MissingParameter', `SecretId is missing; it must name the key that signs; ${notSet}`);
  }
  if (/^[\x21-\x7e]{1,128}$/.test(secretId)) return secretId;
  const shown = JSON.stringify(cut(secretId));
  const rule = '1 to 128 printable characters without spaces';
  throw apiError('AuthFailure.InvalidSecretId', `SecretId must be ${rule}, got ${shown}`);
}

/** The key whose signature it is. `matches` is asked for unknown and disabled keys too. */
export async function judge<K extends AccessKey>(
  secretId: string,
  findKey: FindKey<K>,
  matches: (secretKey: string) => boolean,
): Promise<K> {
  const key = await findKey(secretId);
  const matched = matches(key?.secretKey ?? nobody);
  if (key === undefined || !key.enabled) {
    const message = `SecretId ${cut(secretId)} is not known here, or it is disabled`;
    throw apiError('AuthFailure.SecretIdNotFound', noValues.includes(secretId) ? `${message}; ${notSet}` : message);
  }
  if (matched) return key;
  throw apiError(
    'AuthFailure.SignatureFailure',
    `The signature is not the one that the key ${cut(secretId)} makes of what arrived; check the secret key, and that nothing changes the request on its way`,
  );
}
