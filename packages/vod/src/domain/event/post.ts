import { createHash } from 'node:crypto';
import { FetchError, type Fetcher, redacted } from '@cliploop/fetch';

/** Lifetime of a signature. */
const SIGNATURE_LIFETIME_S = 600;

/** Why a callback was not delivered. */
export interface PostFailure {
  /** Without the secrets of the URL. */
  readonly reason: string;
  /** `again`: another attempt may succeed. `refused`: the address is not allowed. `final`: another attempt would fail in the same way. */
  readonly kind: 'again' | 'refused' | 'final';
}

interface PostOptions {
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
 * @returns undefined after a success
 * @throws FetchError ABORTED
 */
export async function post(
  fetcher: Pick<Fetcher, 'request'>,
  { url, content, signKey, timeoutMs, signal }: PostOptions,
): Promise<PostFailure | undefined> {
  const signature = signKey === undefined ? {} : sign(signKey, Math.floor(Date.now() / 1000) + SIGNATURE_LIFETIME_S);
  try {
    const { status } = await fetcher.request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ ...(withoutNulls(content) as object), ...signature }),
      timeoutMs,
      signal,
    });
    if (status === 200) return undefined;
    return { reason: `${redacted(new URL(url))}: expected status 200, got ${status}`, kind: 'again' };
  } catch (error) {
    if (!(error instanceof FetchError) || error.code === 'ABORTED') throw error;
    // An unknown host may become known. A forbidden address stays forbidden until the configuration changes.
    const kinds = { FORBIDDEN_ADDRESS: 'refused', BAD_URL: 'final' } as const;
    return { reason: error.message, kind: kinds[error.code as keyof typeof kinds] ?? 'again' };
  }
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
