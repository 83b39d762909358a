import { randomBytes } from 'node:crypto';
import type { VerifyingKey } from '../../../domain/key/key-pairs.js';
import { apiError } from '../../../wire/error/api-error.js';
import { equal, hmac } from '../../../wire/signature/hash.js';
import type { Service } from '../../service.js';
import type { Caller } from '../route.js';

interface SignedIn {
  readonly secretId: string;
  readonly key: VerifyingKey;
}

/** Secrets are compared through their hashes, in constant time whatever their lengths. */
const salt = randomBytes(32);
const same = (one: string, other: string): boolean => equal(hmac('sha256', salt, one), hmac('sha256', salt, other));

/** Finds out who signs in. Both throw ApiError AuthFailure.*, and RequestLimitExceeded after many failures of an address. */
export const signIn = {
  /** One message for everything that is wrong, so that it does not tell which key pairs exist. */
  async byKey(service: Service, secretId: string, secretKey: string, caller: Caller): Promise<SignedIn> {
    return service.signInAttempts.try(caller.client.network, async () => {
      const isId = /^[\x21-\x7e]{1,128}$/.test(secretId);
      const key = isId ? await service.keyPairs.find(secretId) : undefined;
      if (key !== undefined) caller.claims(secretId);
      const matchesNew = same(secretKey, key?.secretKey ?? salt.toString('hex'));
      const matchesOld = same(secretKey, key?.oldSecretKey ?? salt.toString('hex'));
      if (key?.enabled && matchesNew) return { secretId, key };
      if (key?.enabled && matchesOld && key.oldSecretKey !== undefined) {
        // The session ends with the secret key that began it.
        return { secretId, key: { ...key, secretKey: key.oldSecretKey } };
      }
      const message = 'SecretId or SecretKey is wrong, or the key pair is disabled or expired';
      throw apiError('AuthFailure.SignatureFailure', message);
    });
  },

  async byToken(service: Service, token: string, caller: Caller): Promise<SignedIn> {
    return service.signInAttempts.try(caller.client.network, async () => {
      const secretId = await service.signInLinks.use(token);
      const key = secretId === undefined ? undefined : await service.keyPairs.find(secretId);
      if (key !== undefined && secretId !== undefined) caller.claims(secretId);
      if (key?.enabled && secretId !== undefined) return { secretId, key };
      const message =
        'The link was used before, or has expired; print a new one with cliploop-server link, or restart the service';
      throw apiError('AuthFailure.TokenFailure', message);
    });
  },
};
