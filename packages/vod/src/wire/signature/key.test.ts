import { describe, expect, test, vi } from 'vitest';
import type { ApiError } from '../error/api-error.js';
import { verifyKey } from './key.js';
import type { AccessKey } from './request.js';

const known = { secretKey: 'new-secret', enabled: true };
const keys: [string, AccessKey | undefined][] = [
  ['an unknown key', undefined],
  ['a disabled key', { ...known, enabled: false }],
  ['a key', known],
  ['a key that is being rotated', { ...known, oldSecretKey: 'old-secret' }],
];

/** How a signature with a secret key ends, and how often it was compared. */
async function verified(key: AccessKey | undefined, secretKey: string): Promise<[end: string, compared: number]> {
  const matches = vi.fn((candidate: string) => candidate === secretKey);
  const end = await verifyKey('AKID1', async () => key, matches).then(
    () => 'accepted',
    ({ code }: ApiError) => code,
  );
  return [end, matches.mock.calls.length];
}

describe.each(keys)('%s', (_, key) => {
  test('is compared twice, whatever the secret key', async () => {
    for (const secretKey of ['new-secret', 'old-secret', 'other']) expect((await verified(key, secretKey))[1]).toBe(2);
  });
});

test('accepts the new secret key, and the old one only during a rotation', async () => {
  const ends = async (secretKey: string) =>
    Promise.all(keys.map(async ([, key]) => (await verified(key, secretKey))[0]));
  const [unknown, wrong] = ['AuthFailure.SecretIdNotFound', 'AuthFailure.SignatureFailure'];
  expect(await ends('new-secret')).toEqual([unknown, unknown, 'accepted', 'accepted']);
  expect(await ends('old-secret')).toEqual([unknown, unknown, wrong, 'accepted']);
  expect(await ends('other')).toEqual([unknown, unknown, wrong, wrong]);
});
