import { apiError } from '../error/api-error.js';
import { type Split, splitCommon } from '../params/common.js';
import { cut } from '../params/message.js';
import { parsePairs } from '../params/pairs.js';
import { equal, hmac, markOf, sha256 } from './hash.js';
import { checkSecretId, verifyKey } from './key.js';
import {
  type AccessKey,
  checkSize,
  checkTimestamp,
  type FindKey,
  hostForms,
  languageOf,
  type SignedRequest,
  sizeLimits,
  traceIdOf,
  type VerifiedRequest,
} from './request.js';

const algorithms = { HmacSHA1: 'sha1', HmacSHA256: 'sha256' } as const;

/** Verifies HmacSHA1 and HmacSHA256. The signature and the common parameters are sent with the parameters of the action. */
export async function verifyV1<K extends AccessKey>(
  request: SignedRequest,
  findKey: FindKey<K>,
  now: Date,
): Promise<VerifiedRequest<K>> {
  checkSize(request, sizeLimits.formBody);
  const pairs = parsePairs(request.method === 'GET' ? request.query : request.body.toString('utf8'));
  const { common, rest } = splitCommon(pairs);
  const secretId = checkSecretId(common.SecretId);
  const signature = Buffer.from(requiredParameter(common, 'Signature'));
  const action = requiredParameter(common, 'Action');
  const version = requiredParameter(common, 'Version');
  const algorithm = algorithmOf(common.SignatureMethod);
  const timestamp = checkTimestamp('Timestamp', common.Timestamp, now);
  const candidates = stringsToSign(request, pairs);
  const key = await verifyKey(secretId, findKey, (secretKey) =>
    // Compares base64 texts, because several texts decode to the same bytes.
    candidates.some((text) => equal(Buffer.from(hmac(algorithm, secretKey, text).toString('base64')), signature)),
  );
  return {
    secretId,
    key,
    use: {
      mark: markOf(secretId, signature.toString()),
      // The signed text does not separate the parameters clearly: a value may contain "&Name=value".
      content: sha256(JSON.stringify([...pairs].sort())),
      hasNonce: true,
      coversRequest: false,
      timestamp,
    },
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

/** Returns the texts that the client may have signed. Values are decoded; names are sorted by UTF-16 code units. */
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

function requiredParameter(common: Split['common'], name: 'Action' | 'Signature' | 'Version'): string {
  const value = common[name];
  if (value !== undefined) return value;
  throw apiError('MissingParameter', `${name} is missing`);
}
