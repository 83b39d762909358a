import { apiError } from '../error/api-error.js';
import { type Split, splitCommon } from '../params/common.js';
import { cut } from '../params/message.js';
import { parsePairs } from '../params/pairs.js';
import { checkTimestamp } from './clock.js';
import { equal, hmac } from './hash.js';
import { hostForms } from './host.js';
import { checkSecretId, judge } from './key.js';
import {
  type AccessKey,
  type FindKey,
  languageOf,
  type SignedRequest,
  sizeLimits,
  traceIdOf,
  type VerifiedRequest,
} from './request.js';
import { checkSize } from './size.js';

const algorithms = { HmacSHA1: 'sha1', HmacSHA256: 'sha256' } as const;

/** HmacSHA1 and HmacSHA256: signature and common parameters are among those of the action. */
export async function verifyV1<K extends AccessKey>(
  request: SignedRequest,
  findKey: FindKey<K>,
  now: Date,
): Promise<VerifiedRequest<K>> {
  checkSize(request, sizeLimits.formBody);
  const pairs = parsePairs(request.method === 'GET' ? request.query : request.body.toString('utf8'));
  const { common, rest } = splitCommon(pairs);
  const secretId = checkSecretId(common.SecretId);
  const signature = Buffer.from(need(common, 'Signature'));
  const action = need(common, 'Action');
  const version = need(common, 'Version');
  const algorithm = algorithmOf(common.SignatureMethod);
  checkTimestamp('Timestamp', common.Timestamp, now);
  const candidates = stringsToSign(request, pairs);
  const key = await judge(secretId, findKey, (secretKey) =>
    // The base64 itself is compared: its decoder would let other texts through.
    candidates.some((text) => equal(Buffer.from(hmac(algorithm, secretKey, text).toString('base64')), signature)),
  );
  return {
    secretId,
    key,
    action,
    version,
    params: { wire: 'text', pairs: rest },
    language: languageOf(common.Language),
    traceId: traceIdOf(request),
    region: common.Region,
    token: common.Token,
    requestClient: common.RequestClient,
  };
}

/** Values as they are meant, not as they are encoded; names in the order of their code units, capitals first. */
function stringsToSign({ method, path, headers }: SignedRequest, pairs: ReadonlyMap<string, string>): string[] {
  const names = [...pairs.keys()].filter((name) => name !== 'Signature').sort();
  const list = names.map((name) => `${name}=${pairs.get(name)}`).join('&');
  return hostForms(headers.host ?? '').map((host) => `${method}${host}${path}?${list}`);
}

function algorithmOf(name: string | undefined): 'sha1' | 'sha256' {
  if (name === undefined) return 'sha1';
  if (Object.hasOwn(algorithms, name)) return algorithms[name as keyof typeof algorithms];
  const message = `SignatureMethod must be HmacSHA1 or HmacSHA256, got ${JSON.stringify(cut(name))}`;
  throw apiError('AuthFailure.InvalidAuthorization', message);
}

function need(common: Split['common'], name: 'Action' | 'Signature' | 'Version'): string {
  const value = common[name];
  if (value !== undefined) return value;
  throw apiError('MissingParameter', `${name} is missing`);
}
