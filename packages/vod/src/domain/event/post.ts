import { createHash } from 'node:crypto';
import { FetchError, type Fetcher, redacted } from '@cliploop/fetch';

/** For how long a signature is good, s. */
const SIGNED_FOR = 600;

/** Why a callback did not arrive. */
export interface Failure {
  /** For people; without secrets of the URL. */
  readonly reason: string;
  /** The same would come of every other attempt. */
  readonly final: boolean;
}

export interface PostOptions {
  readonly url: string;
  /** EventContent without EventHandle. */
  readonly content: object;
  /** Signs the callback when there is one. */
  readonly signKey: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Posts one callback. Only status 200 means that it arrived; redirects are not followed.
 * @throws FetchError ABORTED, by the signal
 */
export async function post(
  fetcher: Pick<Fetcher, 'request'>,
  { url, content, signKey, timeoutMs, signal }: PostOptions,
): Promise<Failure | undefined> {
  const signature = signKey === undefined ? {} : sign(signKey, Math.floor(Date.now() / 1000) + SIGNED_FOR);
  try {
    const { status } = await fetcher.request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ ...(withoutNulls(content) as object), ...signature }),
      timeoutMs,
      signal,
    });
    if (status === 200) return undefined;
    return { reason: `${redacted(new URL(url))}: the answer has status ${status} instead of 200`, final: false };
  } catch (error) {
    if (!(error instanceof FetchError) || error.code === 'ABORTED') throw error;
    // A name that is not known now may be known soon; what is forbidden stays so until somebody allows it.
    return { reason: error.message, final: error.code === 'FORBIDDEN_ADDRESS' || error.code === 'BAD_URL' };
  }
}

/** @param time when the signature expires, seconds since 1970 */
export function sign(signKey: string, time: number): { Sign: string; T: number } {
  return { Sign: createHash('md5').update(`${signKey}${time}`).digest('hex'), T: time };
}

/** Without members that are null, as deep as they are. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}
