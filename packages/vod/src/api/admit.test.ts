import { credential } from '@cliploop/testing/credential';
import { signed } from '@cliploop/testing/signed';
import { describe, expect, test } from 'vitest';
import { admitBody, formSecretId } from './admit.js';
import type { Service } from './service.js';

const keys: Record<string, boolean> = { [credential.secretId]: true, AKIDdisabled: false };
const find = async (id: string) => (id in keys ? { secretKey: 'secret', enabled: keys[id] === true } : undefined);
const service = { keyPairs: { find } } as unknown as Service;
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const tc3 = (secretId: string) => signed('DescribeTasks', {}, 'json', { ...credential, secretId }).headers;
const admit = (headers: Record<string, string>, beginning = '') =>
  admitBody(service, { headers }, Buffer.from(beginning));

describe('admitBody', () => {
  test('admits the largest body of a signature method when the key pair is known', async () => {
    expect(await admit(tc3(credential.secretId))).toEqual({ limit: 10 * 2 ** 20, known: true });
    expect(await admit(form, `A=b&SecretId=${credential.secretId}&C=d`)).toEqual({ limit: 2 ** 20, known: true });
  });

  test('does not know the signer of a form whose SecretId has not arrived completely', async () => {
    for (const beginning of ['', 'A=b', 'XSecretId=AKIDnone&', `SecretId=${credential.secretId}`]) {
      expect(await admit(form, beginning)).toEqual({ limit: 2 ** 20, known: false });
    }
  });

  test.each<[what: string, headers: Record<string, string>, beginning: string, code: string]>([
    ['without a signature', { 'content-type': 'application/json' }, '', 'AuthFailure.InvalidAuthorization'],
    [
      'with a malformed Authorization header',
      { authorization: 'TC3-HMAC-SHA256 none' },
      '',
      'AuthFailure.InvalidAuthorization',
    ],
    ['of an unknown key pair', tc3('AKIDnobody'), '', 'AuthFailure.SecretIdNotFound'],
    ['of a disabled key pair', tc3('AKIDdisabled'), '', 'AuthFailure.SecretIdNotFound'],
    [
      'with an old timestamp',
      { ...tc3(credential.secretId), 'x-tc-timestamp': '1' },
      '',
      'AuthFailure.SignatureExpire',
    ],
    ['of an unknown key pair in a form', form, 'SecretId=AKIDnobody&A=b', 'AuthFailure.SecretIdNotFound'],
    ['with an impossible SecretId in a form', form, 'SecretId=a%20b&A=b', 'AuthFailure.InvalidSecretId'],
  ])('refuses a request %s', async (_, headers, beginning, code) => {
    await expect(admit(headers, beginning)).rejects.toMatchObject({ code });
  });
});

test('reads an encoded SecretId', () => {
  expect(formSecretId(Buffer.from('SecretId=AKID%2Da&'))).toBe('AKID-a');
  expect(formSecretId(Buffer.from('SecretId=%zz&'))).toBe('%zz');
});
