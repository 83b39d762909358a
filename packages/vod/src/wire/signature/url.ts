import { ApiError, apiError } from '../error/api-error.js';
import { cut } from '../params/message.js';
import { parsePairs } from '../params/pairs.js';
import { equal, hmac } from './hash.js';
import { checkSecretId, verifyKey } from './key.js';
import { type AccessKey, checkSize, type FindKey, type SignedRequest } from './request.js';

/**
 * Parameters of a signed URL besides those that it is for: the SecretId of the key pair, the time until which the URL is valid in Unix
 * seconds, and the signature.
 */
export const urlSignatureParams = ['key', 'expires', 'signature'] as const;

/** Begins the signed text, so that it is never that of another signature with the same secret key. */
const PREFIX = 'cliploop-url';

/** Largest body, bytes. Some clients send an empty JSON object. */
const MAX_BODY = 1_024;

export interface VerifiedUrl<K extends AccessKey> {
  readonly secretId: string;
  readonly key: K;
  /** Unix seconds. */
  readonly expires: number;
}

/**
 * Returns the signature of a URL: the HMAC-SHA256 of its path and of its parameters, which are sorted, so that their order and their
 * encoding do not count. The host is not signed, so that a URL works at every address of the service.
 * @param path as sent
 * @param params decoded, without `signature`
 * @returns 64 hexadecimal digits
 */
export function urlSignature(path: string, params: ReadonlyMap<string, string>, secretKey: string): string {
  return mac(path, params, secretKey).toString('hex');
}

/** The query of a URL: the parameters in the order in which they are signed. */
export function canonicalQuery(params: ReadonlyMap<string, string>): string {
  return [...params]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

/**
 * Verifies a signed URL. The method is not signed.
 * @throws ApiError AuthFailure.InvalidAuthorization, AuthFailure.InvalidSecretId, AuthFailure.SecretIdNotFound,
 *   AuthFailure.SignatureFailure, AuthFailure.SignatureExpire, RequestSizeLimitExceeded
 */
export async function verifyUrl<K extends AccessKey>(
  request: SignedRequest,
  findKey: FindKey<K>,
  now: Date,
): Promise<VerifiedUrl<K>> {
  checkSize(request, MAX_BODY);
  const params = pairsOf(request.query);
  const [id, expires = '', signature = ''] = urlSignatureParams.map((name) => params.get(name) ?? '');
  for (const name of urlSignatureParams) {
    if (params.get(name)) continue;
    throw malformed(`has no parameter ${name}`);
  }
  const secretId = checkSecretId(id);
  if (!/^\d{1,12}$/.test(expires)) throw malformed(`has the wrong time ${JSON.stringify(cut(expires))} (expires)`);
  if (!/^[0-9a-f]{64}$/.test(signature)) throw malformed('has a signature that is not 64 hexadecimal digits');
  params.delete('signature');
  const given = Buffer.from(signature, 'hex');
  const key = await verifyKey(secretId, findKey, (secretKey) => equal(mac(request.path, params, secretKey), given), {
    mismatch: `The signature does not match the URL and the SecretKey of ${cut(secretId)}; its path and parameters must be those that were signed`,
  });
  const until = Number(expires);
  if (until * 1000 > now.getTime()) return { secretId, key, expires: until };
  const shown = new Date(until * 1000).toISOString();
  throw apiError('AuthFailure.SignatureExpire', `The URL has expired at ${shown} (expires); sign a new one`);
}

function mac(path: string, params: ReadonlyMap<string, string>, secretKey: string): Buffer {
  return hmac('sha256', secretKey, [PREFIX, path, canonicalQuery(params)].join('\n'));
}

/** As RFC 3986 encodes: encodeURIComponent leaves five more characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A query that cannot be parsed was not signed. */
function pairsOf(query: string): Map<string, string> {
  try {
    return parsePairs(query);
  } catch (error) {
    throw error instanceof ApiError ? malformed(`has a wrong query: ${error.message}`) : error;
  }
}

function malformed(what: string): ApiError {
  return apiError(
    'AuthFailure.InvalidAuthorization',
    `The URL ${what}; a signed URL has the parameters ${urlSignatureParams.join(', ')}. cliploop-server sign-url makes one`,
  );
}
