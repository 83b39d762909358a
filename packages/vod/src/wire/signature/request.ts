import { apiError } from '../error/api-error.js';
import { cut } from '../params/message.js';
import type { ParamSource } from '../params/wire.js';

/** A request as received. */
export interface SignedRequest {
  readonly method: string;
  /** As sent, without the query: "/". */
  readonly path: string;
  /** As sent, without the question mark. Empty when there is none. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes as sent, because they are signed before they are decoded. */
  readonly body: Buffer;
}

/** The part of a key pair that signatures need. */
export interface AccessKey {
  readonly secretKey: string;
  /** The secret key before a rotation, while both are accepted. */
  readonly oldSecretKey?: string | undefined;
  readonly enabled: boolean;
}

export type FindKey<K extends AccessKey> = (secretId: string) => Promise<K | undefined>;

/** Identifies a signature, so that it cannot be used for several requests. */
export interface SignatureUse {
  /** Hash of the SecretId and the signature. */
  readonly mark: string;
  /** Hash of what counts in the request and may differ between requests with this signature, except the action. */
  readonly content: string;
  /** Whether clients sign a nonce, so that equal requests of one second have different signatures. */
  readonly hasNonce: boolean;
  /** Whether the signature determines the action and its parameters. Otherwise, it fits other requests, too. */
  readonly coversRequest: boolean;
  /** Id that some clients give to each request, outside the signature. Only with TC3, which has no nonce. */
  readonly traceId?: string | undefined;
  /** Unix seconds. */
  readonly timestamp: number;
}

export interface VerifiedRequest<K extends AccessKey> {
  readonly secretId: string;
  /** The key pair that `findKey` returned. */
  readonly key: K;
  readonly use: SignatureUse;
  readonly action: string;
  readonly version: string;
  /** For `decodeParams`. */
  readonly params: ParamSource;
  /** Language of messages. Undefined unless the request names a language of the contract. */
  readonly language?: Language;
  /** Value of the response header `x-tc-traceid`. */
  readonly traceId?: string;
  readonly region?: string;
  /** Token of temporary keys. The signature does not cover it. */
  readonly token?: string;
  /** The signature does not cover it. */
  readonly requestClient?: string;
}

export type Language = 'zh-CN' | 'en-US';

/** Maximum sizes in bytes. The body limit depends on the signature method. */
export const sizeLimits = {
  query: 32 * 1024,
  formBody: 1024 * 1024,
  jsonBody: 10 * 1024 * 1024,
} as const;

/** Maximum difference between the clocks of the client and of the service, in seconds. */
export const clockSkew = 300;

/** Runs before anything is hashed or parsed. @throws ApiError RequestSizeLimitExceeded. @param bodyLimit bytes */
export function checkSize({ query, body }: SignedRequest, bodyLimit: number): void {
  const check = (part: string, bytes: number, limit: number): void => {
    if (bytes <= limit) return;
    throw apiError('RequestSizeLimitExceeded', `The ${part} has ${bytes} bytes; the limit is ${limit}`);
  };
  check('query', query.length, sizeLimits.query);
  check('body', body.length, bodyLimit);
}

/**
 * Returns the timestamp in Unix seconds.
 * @param name name of the parameter or header, for messages
 * @throws ApiError AuthFailure.SignatureExpire when it differs from `now` by more than `clockSkew`
 */
export function checkTimestamp(name: string, text: string | undefined, now: Date): number {
  if (text === undefined || text === '') {
    throw apiError('MissingParameter', `${name} is missing; it must be the time in Unix seconds`);
  }
  if (!/^\d{1,12}$/.test(text)) {
    throw apiError('InvalidParameter', `${name} must be the time in Unix seconds, got ${JSON.stringify(cut(text))}`);
  }
  const timestamp = Number(text);
  const server = Math.floor(now.getTime() / 1000);
  if (Math.abs(server - timestamp) > clockSkew) {
    const rule = `within ${clockSkew} seconds of the time of the service (${server})`;
    throw apiError('AuthFailure.SignatureExpire', `${name} must be ${rule}, got ${timestamp}`);
  }
  return timestamp;
}

/** Returns the host as sent and without its port, because clients differ in which of the two they sign. */
export function hostForms(host: string): readonly string[] {
  const withoutPort = host.replace(/:\d{1,5}$/, '');
  return withoutPort === host ? [host] : [host, withoutPort];
}

export function languageOf(text: string | undefined): Language | undefined {
  return text === 'zh-CN' || text === 'en-US' ? text : undefined;
}

/** Returns the trace id of the request if it is short and printable. */
export function traceIdOf(request: SignedRequest): string | undefined {
  const traceId = request.headers['x-tc-traceid'];
  return traceId !== undefined && /^[\x21-\x7e]{1,128}$/.test(traceId) ? traceId : undefined;
}
