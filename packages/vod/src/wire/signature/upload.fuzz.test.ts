import { anyText, endsWith, fc, fuzz, mutated } from '@cliploop/testing/fuzz';
import { expect } from 'vitest';
import { ApiError } from '../error/api-error.js';
import { hmac } from './hash.js';
import { signUpload, type UploadParams, verifyUpload } from './upload.js';

/* Upload signatures: what was signed is read back, and nothing else is accepted. */

const secretKey = 'fakesecretkey123';
const now = new Date(1_700_000_100_000);
const findKey = async (secretId: string) =>
  secretId === 'AKIDfakefakefake' ? { secretKey, enabled: true } : undefined;
const verify = (signature: string) => endsWith(ApiError, () => verifyUpload(signature, findKey, now));

const times = { secretId: 'AKIDfakefakefake', currentTimeStamp: 1_700_000_000, expireTime: 1_700_086_400 };
const text = (maxLength: number) => fc.string({ unit: 'grapheme', maxLength: Math.floor(maxLength / 4) });
const given = fc.record(
  {
    random: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    procedure: text(200).filter((name) => name !== ''),
    classId: fc.nat(1000),
    taskPriority: fc.integer({ min: -10, max: 10 }),
    sourceContext: text(250),
    sessionContext: text(1000),
    oneTimeValid: fc.constantFrom(0, 1),
    vodSubAppId: fc.nat(1000),
  },
  { requiredKeys: ['random'] },
);

fuzz('reads what was signed', given, async (more) => {
  const params: UploadParams = { ...times, ...more };
  expect((await verify(signUpload(params, secretKey)))?.params).toEqual(params);
});

const original = signUpload({ ...times, random: 7, procedure: 'flow', vodSubAppId: 3 }, secretKey);

fuzz('accepts a changed signature only when it means the same', mutated(original), async (signature) => {
  const verified = await verify(signature);
  if (verified) expect(verified.params).toEqual((await verify(original))?.params);
});

fuzz('refuses any text with an error of the contract', anyText, async (signature) => {
  expect(await verify(signature)).toBeUndefined();
});

const list = 'secretId=AKIDfakefakefake&currentTimeStamp=1700000000&expireTime=1700086400&random=7&procedure=a';

fuzz(
  'refuses malformed lists with an error of the contract, even when they are signed',
  mutated(list),
  async (text) => {
    await verify(Buffer.concat([hmac('sha1', secretKey, text), Buffer.from(text)]).toString('base64'));
  },
);
