import { createHash } from 'node:crypto';
import { FetchError, type Fetcher, type Response, redacted } from '@cliploop/fetch';

/** Lifetime of a signature. */
const SIGNATURE_LIFETIME_S = 600;

/** Bytes of an answer that are kept. */
const ANSWER_BYTES = 1_024;

/** Why a callback was not delivered. */
export interface PostFailure {
  /** Without the secrets of the URL. */
  readonly reason: string;
  /** `again`: another attempt may succeed. `refused`: the address is not allowed. `final`: another attempt would fail in the same way. */
  readonly kind: 'again' | 'refused' | 'final';
}

/** What an attempt got. */
export interface PostResult {
  /** Absent after a success. */
  readonly failure?: PostFailure;
  /** HTTP status. Null: there was no answer. */
  readonly statusCode: number | null;
  readonly headers: Response['headers'];
  /** The first 1 KiB of the answer, as text. */
  readonly answer: string;
  /** How long the attempt took. */
  readonly seconds: number;
}

export interface PostOptions {
  readonly url: string;
  /** EventContent without EventHandle. */
  readonly content: object;
  /** Absent: the callback is not signed. */
  readonly signKey: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Posts one callback. Only status 200 is a success. Redirects are not followed.
 * @throws FetchError ABORTED
 */
export async function post(
  fetcher: Pick<Fetcher, 'request'>,
  { url, content, signKey, timeoutMs, signal }: PostOptions,
): Promise<PostResult> {
  const signature = signKey === undefined ? {} : sign(signKey, Math.floor(Date.now() / 1000) + SIGNATURE_LIFETIME_S);
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  try {
    const { status, headers, body } = await fetcher.request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ ...(withoutNulls(content) as object), ...signature }),
      timeoutMs,
      signal,
    });
    const reason = `${redacted(new URL(url))}: expected status 200, got ${status}`;
    const failure = { reason, kind: 'again' } as const;
    const got = { statusCode: status, headers, answer: beginningOf(body), seconds: seconds() };
    return status === 200 ? got : { ...got, failure };
  } catch (error) {
    if (!(error instanceof FetchError) || error.code === 'ABORTED') throw error;
    // An unknown host may become known. A forbidden address stays forbidden until the configuration changes.
    const kinds = { FORBIDDEN_ADDRESS: 'refused', BAD_URL: 'final' } as const;
    const failure = { reason: error.message, kind: kinds[error.code as keyof typeof kinds] ?? 'again' };
    return { failure, statusCode: null, headers: {}, answer: '', seconds: seconds() };
  }
}

/** The beginning of an answer as text that PostgreSQL can store. */
export function beginningOf(body: Buffer): string {
  // A character that is cut is left out.
  const text = new TextDecoder().decode(body.subarray(0, ANSWER_BYTES), { stream: body.length > ANSWER_BYTES });
  return text.replaceAll('\0', '\ufffd');
}

/** @param time expiry of the signature, seconds since 1970 */
export function sign(signKey: string, time: number): { Sign: string; T: number } {
  return { Sign: createHash('md5').update(`${signKey}${time}`).digest('hex'), T: time };
}

/** A copy without null members, at any depth. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}
