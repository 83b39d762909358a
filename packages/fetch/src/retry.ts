import type { IncomingHttpHeaders } from 'node:http';
import { FetchError } from './errors.js';
import { isTemporary } from './rules/status.js';

/** Longest delay between two attempts that a server did not ask for. */
const MAX_BACKOFF_MS = 30_000;

/** Longest Retry-After that is waited for. After a longer one the call fails, and the caller's queue tries again. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;

/** The error for a response that is not the file. */
export function statusError(url: URL, status: number, headers: IncomingHttpHeaders, now = Date.now()): FetchError {
  const retryable = isTemporary(status);
  const advice = retryable ? 'Try again later.' : 'Check the URL, and that the file can be read without signing in.';
  const retryAfterMs = retryable ? parseRetryAfter(headers['retry-after'], now) : undefined;
  return new FetchError('BAD_STATUS', url, `the server answered with status ${status}. ${advice}`, {
    retryable,
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Parses seconds or a date into milliseconds from `now`; undefined when it is missing or invalid. */
export function parseRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Delay before the next attempt, in milliseconds; undefined when there should be none. Half of the delay is random, so that
 * many downloads from one server do not come back at the same moment.
 * @param failures failed attempts before this one, from 0
 */
export function retryDelay(
  error: FetchError,
  failures: number,
  baseMs: number,
  remainingMs: number,
): number | undefined {
  const backoff = Math.min(baseMs * 2 ** failures, MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);
  const retryAfter = error.retryAfterMs ?? 0;
  const delay = Math.max(backoff, retryAfter);
  return retryAfter > MAX_RETRY_AFTER_MS || delay >= remainingMs ? undefined : delay;
}
