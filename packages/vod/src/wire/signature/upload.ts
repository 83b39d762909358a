import { type ApiError, apiError } from '../error/api-error.js';
import { decodeParams } from '../params/decode.js';
import { type Infer, optional, parseParams } from '../params/kind.js';
import { integer } from '../params/number.js';
import { object } from '../params/object.js';
import { parsePairs } from '../params/pairs.js';
import { string } from '../params/string.js';
import { equal, hmac } from './hash.js';
import { checkSecretId, verifyKey } from './key.js';
import { type AccessKey, clockSkew, type FindKey } from './request.js';

/** Length of an HMAC-SHA1, in bytes. The signed text follows it. */
const MAC_BYTES = 20;
/** The longest contexts, all Chinese and URL-encoded, need about 16,000 characters. */
export const MAX_CHARACTERS = 32 * 1024;
/** Maximum validity of a signature: 90 days. */
const MAX_LIFETIME_SECONDS = 7_776_000;

const unixSeconds = integer({ min: 0, max: 99_999_999_999 });

const uploadParams = object({
  secretId: string({ min: 1, max: 128 }),
  currentTimeStamp: unixSeconds,
  expireTime: unixSeconds,
  random: integer({ min: 0, max: 4_294_967_295 }),
  classId: optional(integer({ min: 0 })),
  /** Task flow to run after the upload. */
  procedure: optional(string({ max: 1000 })),
  taskPriority: optional(integer({ min: -10, max: 10 })),
  taskNotifyMode: optional(string({ enum: ['', 'Finish', 'Change', 'None'] })),
  sourceContext: optional(string({ max: 250 })),
  /** 1: the signature is valid for one upload. The caller of `verifyUpload` records its use. */
  oneTimeValid: optional(integer({ min: 0, max: 1 })),
  vodSubAppId: optional(integer({ min: 0 })),
  sessionContext: optional(string({ max: 1000, code: 'InvalidParameterValue.SessionContextTooLong' })),
  storageRegion: optional(string({ max: 64 })),
  /** The media whose cover may be changed. The signature permits nothing else then. An extension of the contract. */
  fileId: optional(string({ min: 1, max: 64 })),
});

/** Parameters of a client upload signature, with the names of the contract. */
export type UploadParams = Infer<typeof uploadParams>;

export interface VerifiedUpload<K extends AccessKey> {
  readonly secretId: string;
  readonly key: K;
  readonly params: UploadParams;
}

/** Returns the signature with which the users of an application upload files to it. */
export function signUpload(params: UploadParams, secretKey: string): string {
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  const original = given.map(([name, value]) => `${name}=${encodeURIComponent(value as string | number)}`).join('&');
  return Buffer.concat([hmac('sha1', secretKey, original), Buffer.from(original)]).toString('base64');
}

/** Verifies the signature of a client upload. Does not check whether a one-time signature was used. Throws ApiError as `verifyRequest` does. */
export async function verifyUpload<K extends AccessKey>(
  signature: string,
  findKey: FindKey<K>,
  now: Date,
): Promise<VerifiedUpload<K>> {
  const { mac, original } = split(signature);
  const pairs = parsePairs(original.toString('utf8'));
  const secretId = checkSecretId(pairs.get('secretId'));
  const key = await verifyKey(secretId, findKey, (secretKey) => equal(hmac('sha1', secretKey, original), mac));
  const params = parseParams(uploadParams, decodeParams({ wire: 'text', pairs }));
  checkTimes(params, Math.floor(now.getTime() / 1000));
  return { secretId, key, params };
}

function split(signature: string): { mac: Buffer; original: Buffer } {
  if (signature === '') throw apiError('MissingParameter', 'signature is missing');
  if (signature.length > MAX_CHARACTERS) throw malformed(`longer than ${MAX_CHARACTERS} characters`);
  const bytes = Buffer.from(signature, 'base64');
  // Only one spelling is accepted, so that a one-time signature cannot be used again in another spelling.
  if (bytes.toString('base64') !== signature) throw malformed('not base64');
  if (bytes.length <= MAC_BYTES) throw malformed('too short');
  return { mac: bytes.subarray(0, MAC_BYTES), original: bytes.subarray(MAC_BYTES) };
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
  if (expireTime <= currentTimeStamp || expireTime - currentTimeStamp > MAX_LIFETIME_SECONDS) {
    const rule = `1 to ${MAX_LIFETIME_SECONDS} seconds after currentTimeStamp (${currentTimeStamp})`;
    throw apiError('InvalidParameterValue.ExpireTime', `expireTime must be ${rule}, got ${expireTime}`);
  }
}

function malformed(reason: string): ApiError {
  return apiError(
    'AuthFailure.InvalidAuthorization',
    `signature is ${reason}; it must be the base64 text of the HMAC-SHA1 followed by the signed text`,
  );
}
