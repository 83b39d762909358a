import { apiError } from '../error/api-error.js';
import { cut } from '../params/message.js';
import { parsePairs } from '../params/pairs.js';
import type { ParamSource } from '../params/wire.js';
import { type Authorization, invalid, parseAuthorization, signedValues } from './authorization.js';
import { equal, hmac, markOf, sha256 } from './hash.js';
import { verifyKey } from './key.js';
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

/** A request whose signature is valid, whatever it asks for. */
export type VerifiedTc3<K extends AccessKey> = Pick<VerifiedRequest<K>, 'secretId' | 'key' | 'use'>;

/** Verifies TC3-HMAC-SHA256. The signature and the common parameters are headers. */
export async function verifyTc3<K extends AccessKey>(
  request: SignedRequest,
  findKey: FindKey<K>,
  now: Date,
): Promise<VerifiedRequest<K>> {
  const { headers } = request;
  checkSize(request, sizeLimits.jsonBody);
  const { signedHeaders } = parseAuthorization(headers.authorization ?? '');
  const action = requiredHeader(request, 'X-TC-Action');
  const version = requiredHeader(request, 'X-TC-Version');
  const { secretId, key, use } = await verifyTc3Signature(request, findKey, now);
  const names = signedHeaders.toLowerCase().split(';');
  return {
    secretId,
    key,
    use: { ...use, coversRequest: use.coversRequest && names.includes('x-tc-action') },
    action,
    version,
    params: sourceOf(request),
    language: languageOf(headers['x-tc-language']),
    traceId: traceIdOf(request),
    region: headers['x-tc-region'],
    token: headers['x-tc-token'],
    requestClient: headers['x-tc-requestclient'],
  };
}

/**
 * Verifies the signature of a request whose action follows from its method and path, which are signed.
 * @throws ApiError as `verifyRequest`
 */
export async function verifyTc3Signature<K extends AccessKey>(
  request: SignedRequest,
  findKey: FindKey<K>,
  now: Date,
): Promise<VerifiedTc3<K>> {
  const { headers } = request;
  checkSize(request, sizeLimits.jsonBody);
  const authorization = parseAuthorization(headers.authorization ?? '');
  const { secretId, date } = authorization;
  const timestamp = checkTimestamp('X-TC-Timestamp', headers['x-tc-timestamp'], now);
  const today = new Date(timestamp * 1000).toISOString().slice(0, 10);
  if (date !== today) {
    throw invalid(`The date in Credential must be ${today}, the UTC date of X-TC-Timestamp, got ${cut(date)}`);
  }
  const candidates = stringsToSign(request, authorization, headers['x-tc-timestamp'] ?? '');
  const key = await verifyKey(secretId, findKey, (secretKey) => {
    const derivedKey = signingKey(secretKey, authorization);
    return candidates.some((text) => equal(hmac('sha256', derivedKey, text), authorization.signature));
  });
  const unsignedBody = isUnsigned(request);
  return {
    secretId,
    key,
    use: {
      mark: markOf(secretId, authorization.signature.toString('hex')),
      hasNonce: false,
      content: unsignedBody ? sha256(request.body) : '',
      coversRequest: !unsignedBody,
      traceId: uuidOf(headers['x-tc-traceid']),
      timestamp,
    },
  };
}

function signingKey(secretKey: string, { date, service }: Authorization): Buffer {
  return hmac('sha256', hmac('sha256', hmac('sha256', `TC3${secretKey}`, date), service), 'tc3_request');
}

/**
 * Returns the texts that the client may have signed. The Node client signs the host without the port that it sends, the Go client
 * with it. Clients that follow the documentation sign values in lower case; the Node and Go clients sign them as sent.
 */
function stringsToSign(request: SignedRequest, authorization: Authorization, timestamp: string): string[] {
  const { method, path, query, headers, body } = request;
  const { date, service, signedHeaders } = authorization;
  const values = signedValues(signedHeaders, headers);
  const payload = sha256(isUnsigned(request) ? 'UNSIGNED-PAYLOAD' : body);
  const lists = hostForms(headers.host ?? '').flatMap((host) => {
    const asSent = values.map(([name, value]) => `${name}:${name === 'host' ? host : value}\n`).join('');
    return [asSent, asSent.toLowerCase()];
  });
  return [...new Set(lists)].map((list) => {
    const canonical = [method, path, query, list, signedHeaders, payload].join('\n');
    return ['TC3-HMAC-SHA256', timestamp, `${date}/${service}/tc3_request`, sha256(canonical)].join('\n');
  });
}

/** The official clients for Node and Python give each request a new UUID. */
function uuidOf(traceId: string | undefined): string | undefined {
  return traceId !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(traceId) ? traceId : undefined;
}

/** Whether the client has not signed the body. */
function isUnsigned({ headers }: SignedRequest): boolean {
  return headers['x-tc-content-sha256'] === 'UNSIGNED-PAYLOAD';
}

function sourceOf({ method, query, headers, body }: SignedRequest): ParamSource {
  if (method === 'GET') return { wire: 'text', pairs: parsePairs(query) };
  if (mimeOf(headers) === 'application/x-www-form-urlencoded') {
    return { wire: 'text', pairs: parsePairs(body.toString('utf8')) };
  }
  checkJson({ headers });
  return { wire: 'json', body };
}

/** @throws ApiError UnsupportedProtocol for a body of another type */
export function checkJson({ headers }: Pick<SignedRequest, 'headers'>): void {
  if (mimeOf(headers) === 'application/json') return;
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  throw apiError('UnsupportedProtocol', `Content-Type must be application/json, got ${JSON.stringify(cut(type))}`);
}

function mimeOf(headers: SignedRequest['headers']): string {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return type.trim().toLowerCase();
}

function requiredHeader({ headers }: SignedRequest, name: string): string {
  const value = headers[name.toLowerCase()];
  if (value !== undefined && value !== '') return value;
  throw apiError('MissingParameter', `The header ${name} is missing`);
}
