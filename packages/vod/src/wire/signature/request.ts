import type { ParamSource } from '../params/wire.js';

/** A request as it came in. */
export interface SignedRequest {
  readonly method: string;
  /** As sent, without the query: "/". */
  readonly path: string;
  /** As sent, without the question mark; "" when there is none. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes as sent: a signature covers them, not what they mean. */
  readonly body: Buffer;
}

/** What a key record needs for signatures; callers keep more in theirs. */
export interface AccessKey {
  readonly secretKey: string;
  readonly enabled: boolean;
}

export type FindKey<K extends AccessKey> = (secretId: string) => Promise<K | undefined>;

export interface VerifiedRequest<K extends AccessKey> {
  readonly secretId: string;
  /** The record that `findKey` gave. */
  readonly key: K;
  readonly action: string;
  readonly version: string;
  /** For `decodeParams`. */
  readonly params: ParamSource;
  /** Of messages, when the client named one that there is. */
  readonly language?: Language;
  /** To be echoed as the header `x-tc-traceid`. */
  readonly traceId?: string;
  readonly region?: string;
  /** Sent with temporary keys. Neither header is covered by the signature. */
  readonly token?: string;
  readonly requestClient?: string;
}

export type Language = 'zh-CN' | 'en-US';

/** Bytes that a request may have, by how it is signed. */
export const sizeLimits = {
  query: 32 * 1024,
  formBody: 1024 * 1024,
  jsonBody: 10 * 1024 * 1024,
} as const;

/** Seconds that the clocks of a client and of the service may be apart, either way. */
export const clockSkew = 300;

export function languageOf(text: string | undefined): Language | undefined {
  return text === 'zh-CN' || text === 'en-US' ? text : undefined;
}

/** What may be echoed: short and printable. Anything else is as good as none. */
export function traceIdOf(request: SignedRequest): string | undefined {
  const traceId = request.headers['x-tc-traceid'];
  return traceId !== undefined && /^[\x21-\x7e]{1,128}$/.test(traceId) ? traceId : undefined;
}
