import { type ApiError, apiError } from '../error/api-error.js';
import { decodeParams } from '../params/decode.js';
import { parseParams } from '../params/kind.js';
import { parsePairs } from '../params/pairs.js';
import { equal, hmac } from './hash.js';
import { checkSecretId, judge } from './key.js';
import { type AccessKey, clockSkew, type FindKey } from './request.js';
import { type UploadParams, uploadLifetime, uploadParams } from './upload-params.js';

/** Bytes of an HMAC-SHA1, which come before the text. */
const macLength = 20;
/** Characters; the longest contexts, all Chinese and URL-encoded, make about 16,000. */
const longest = 32 * 1024;

export interface VerifiedUpload<K extends AccessKey> {
  readonly secretId: string;
  readonly key: K;
  readonly params: UploadParams;
}

/** The signature that an application hands to its users, so that they may upload for it. */
export function signUpload(params: UploadParams, secretKey: string): string {
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  const original = given.map(([name, value]) => `${name}=${encodeURIComponent(value as string | number)}`).join('&');
  return Buffer.concat([hmac('sha1', secretKey, original), Buffer.from(original)]).toString('base64');
}

/** Who signed an upload, and what for. Throws ApiError as `verifyRequest` does. Whether it is used up is not known here. */
export async function verifyUpload<K extends AccessKey>(
  signature: string,
  findKey: FindKey<K>,
  now: Date,
): Promise<VerifiedUpload<K>> {
  const { mac, original } = parts(signature);
  const pairs = parsePairs(original.toString('utf8'));
  const secretId = checkSecretId(pairs.get('secretId'));
  const key = await judge(secretId, findKey, (secretKey) => equal(hmac('sha1', secretKey, original), mac));
  const params = parseParams(uploadParams, decodeParams({ wire: 'text', pairs }));
  checkTimes(params, Math.floor(now.getTime() / 1000));
  return { secretId, key, params };
}

function parts(signature: string): { mac: Buffer; original: Buffer } {
  if (signature === '') throw apiError('MissingParameter', 'signature is missing');
  if (signature.length > longest) throw malformed(`longer than ${longest} characters`);
  const bytes = Buffer.from(signature, 'base64');
  // One signature, one text: a signature that is good once must not come back in another spelling.
  if (bytes.toString('base64') !== signature) throw malformed('not base64');
  if (bytes.length <= macLength) throw malformed('too short');
  return { mac: bytes.subarray(0, macLength), original: bytes.subarray(macLength) };
}

function checkTimes({ currentTimeStamp, expireTime }: UploadParams, now: number): void {
  if (currentTimeStamp > now + clockSkew) {
    const rule = `at most ${clockSkew} seconds ahead of the time of the service (${now})`;
    throw apiError('AuthFailure.SignatureExpire', `currentTimeStamp must be ${rule}, got ${currentTimeStamp}`);
  }
  if (expireTime < now) {
    const message = `expireTime must not be before the time of the service (${now}), got ${expireTime}`;
    throw apiError('AuthFailure.SignatureExpire', message);
  }
  if (expireTime <= currentTimeStamp || expireTime - currentTimeStamp > uploadLifetime) {
    const rule = `1 to ${uploadLifetime} seconds after currentTimeStamp (${currentTimeStamp})`;
    throw apiError('InvalidParameterValue.ExpireTime', `expireTime must be ${rule}, got ${expireTime}`);
  }
}

function malformed(why: string): ApiError {
  return apiError(
    'AuthFailure.InvalidAuthorization',
    `signature is ${why}; it must be base64 of the HMAC-SHA1 and the signed text`,
  );
}
