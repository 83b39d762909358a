import { describe, expect, test } from 'vitest';
import { ApiError } from '../error/api-error.js';
import { hmac } from './hash.js';
import { signUpload, type UploadParams, verifyUpload } from './upload.js';

const unsetHint = 'set CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY in the environment of the client';

const secretKey = 'fakesecretkey123';
const params: UploadParams = {
  secretId: 'AKIDfakefakefake',
  currentTimeStamp: 1700000000,
  expireTime: 1700086400,
  random: 42,
  procedure: 'MyGifFlow',
  vodSubAppId: 1500000001,
};
const sample =
  'BMBpADO8XcJwMMfpxsARA78txjZzZWNyZXRJZD1BS0lEZmFrZWZha2VmYWtlJmN1cnJlbnRUaW1lU3RhbXA9MTcwMDAwMDAwMCZleHBpcmVUaW1lPTE3MDAwODY0MDAmcmFuZG9tPTQyJnByb2NlZHVyZT1NeUdpZkZsb3cmdm9kU3ViQXBwSWQ9MTUwMDAwMDAwMQ==';
const now = new Date(1700000100 * 1000);
const findKey = async (secretId: string) =>
  secretId === 'AKIDnobody' ? undefined : { secretKey, enabled: secretId !== 'AKIDoff' };

function signed(original: string, key = secretKey): string {
  return Buffer.concat([hmac('sha1', key, original), Buffer.from(original)]).toString('base64');
}

async function outcome(signature: string, when = now): Promise<string> {
  try {
    await verifyUpload(signature, findKey, when);
    return 'accepted';
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('upload signature', () => {
  test('equals the sample of the contract', async () => {
    expect(signUpload(params, secretKey)).toBe(sample);
    const verified = await verifyUpload(sample, findKey, now);
    expect(verified).toEqual({ secretId: 'AKIDfakefakefake', key: { secretKey, enabled: true }, params });
  });

  test('contains all parameters', async () => {
    const all: UploadParams = {
      ...params,
      classId: 7,
      procedure: 'QCVB_SimpleProcessFile(1, 1)',
      taskPriority: -10,
      taskNotifyMode: 'Change',
      sourceContext: '来源 &=+%',
      oneTimeValid: 1,
      sessionContext: '会'.repeat(1000),
      storageRegion: 'ap-chongqing',
    };
    const { params: seen } = await verifyUpload(signUpload(all, secretKey), findKey, now);
    expect(seen).toEqual(all);
  });

  test('may contain unknown parameters in any order, and no undefined ones', async () => {
    const original = 'random=1&later=x&expireTime=1700086400&currentTimeStamp=1700000000&secretId=AKID&classId=';
    expect(await outcome(signed(original))).toBe('accepted');
    expect(signUpload({ ...params, classId: undefined }, secretKey)).toBe(sample);
  });

  test('is valid from five minutes before its timestamp to its expiry', async () => {
    expect(await outcome(sample, new Date((1700000000 - 300) * 1000))).toBe('accepted');
    expect(await outcome(sample, new Date(1700086400 * 1000 + 999))).toBe('accepted');
    expect(await outcome(sample, new Date((1700000000 - 301) * 1000))).toBe(
      'AuthFailure.SignatureExpire: currentTimeStamp must be at most 300 seconds ahead of the time of the service (1699999699), got 1700000000',
    );
    expect(await outcome(sample, new Date(1700086401 * 1000))).toBe(
      'AuthFailure.SignatureExpire: expireTime must not be before the time of the service (1700086401), got 1700086400',
    );
  });
});

const form = 'it must be the base64 text of the HMAC-SHA1 followed by the signed text';
const wrong = (id: string): string =>
  `AuthFailure.SignatureFailure: The signature does not match the request and the SecretKey of ${id}; check the SecretKey, and that no proxy changes the request`;
const plain = 'secretId=AKID&currentTimeStamp=1700000000&expireTime=1700086400&random=1';

describe('upload signature is rejected', () => {
  test.each<[string, string, string]>([
    ['when it is missing', '', 'MissingParameter: signature is missing'],
    ['when it is not base64', 'a signature', `AuthFailure.InvalidAuthorization: signature is not base64; ${form}`],
    ['in another spelling', `${sample}\n`, `AuthFailure.InvalidAuthorization: signature is not base64; ${form}`],
    ['without signed text', 'QUJD', `AuthFailure.InvalidAuthorization: signature is too short; ${form}`],
    [
      'when it is too long',
      'A'.repeat(32_772),
      `AuthFailure.InvalidAuthorization: signature is longer than 32768 characters; ${form}`,
    ],
    ['of another key', signed(plain, 'other'), wrong('AKID')],
    [
      'of an unknown key',
      signed(plain.replace('AKID', 'AKIDnobody')),
      'AuthFailure.SecretIdNotFound: SecretId AKIDnobody is unknown or disabled',
    ],
    [
      'of a disabled key',
      signed(plain.replace('AKID', 'AKIDoff')),
      'AuthFailure.SecretIdNotFound: SecretId AKIDoff is unknown or disabled',
    ],
    ['without a SecretId', signed('random=1'), `MissingParameter: SecretId is missing; ${unsetHint}`],
    [
      'without a random number',
      signed(plain.replace('&random=1', '')),
      'MissingParameter: random is missing; it must be an integer from 0 to 4294967295',
    ],
    [
      'for longer than 90 days',
      signed(plain.replace('1700086400', '1707776001')),
      'InvalidParameterValue.ExpireTime: expireTime must be 1 to 7776000 seconds after currentTimeStamp (1700000000), got 1707776001',
    ],
    [
      'with a priority out of range',
      signed(`${plain}&taskPriority=11`),
      'InvalidParameterValue: taskPriority must be an integer from -10 to 10, got 11',
    ],
    ['with a value twice', signed(`${plain}&random=1`), 'InvalidParameter: random is given twice'],
  ])('%s', async (_, signature, expected) => {
    expect(await outcome(signature)).toBe(expected);
  });

  test('when one byte is changed', async () => {
    const bytes = Buffer.from(sample, 'base64');
    bytes[bytes.length - 1] = '2'.charCodeAt(0);
    expect(await outcome(bytes.toString('base64'))).toBe(wrong('AKIDfakefakefake'));
  });
});
