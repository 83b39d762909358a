import { type ApiError, apiError } from '../error/api-error.js';
import { cut } from '../params/message.js';
import type { AccessKey, FindKey, SignedRequest, VerifiedRequest } from './request.js';
import { verifyTc3 } from './tc3.js';
import { verifyV1 } from './v1.js';

/**
 * Verifies the signature of a request and returns its action and parameters. Calls `findKey` once, with 1 to 128 characters of
 * printable ASCII. Messages contain no secret key, no signature and no signed text.
 * @throws ApiError AuthFailure.*, MissingParameter and InvalidParameter for common parameters, UnsupportedProtocol,
 * RequestSizeLimitExceeded
 */
export async function verifyRequest<K extends AccessKey>(
  request: SignedRequest,
  findKey: FindKey<K>,
  now: Date,
): Promise<VerifiedRequest<K>> {
  if (request.method !== 'GET' && request.method !== 'POST') {
    throw apiError('UnsupportedProtocol', `The method must be GET or POST, got ${cut(request.method)}`);
  }
  const encoding = request.method === 'POST' ? (request.headers['content-encoding'] ?? '') : '';
  if (encoding !== '' && encoding.toLowerCase() !== 'identity') {
    throw apiError('UnsupportedProtocol', `Content-Encoding is ${cut(encoding)}; send the body without an encoding`);
  }
  if (request.headers.authorization !== undefined) return verifyTc3(request, findKey, now);
  if (hasParameters(request)) return verifyV1(request, findKey, now);
  throw unsigned();
}

/** The error of a request without a signature. */
export function unsigned(): ApiError {
  return apiError(
    'AuthFailure.InvalidAuthorization',
    'The request is not signed; sign it with TC3-HMAC-SHA256, HmacSHA256 or HmacSHA1',
  );
}

/** Returns whether the request has parameters that the older signature methods can sign. */
function hasParameters({ method, query, headers, body }: SignedRequest): boolean {
  if (method === 'GET') return query !== '';
  return body.length > 0 && /^\s*application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
}
