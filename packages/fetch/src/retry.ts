import type { IncomingHttpHeaders } from 'node:http';
import { FetchError } from './errors.js';

/** Longest pause of our own between two attempts, in milliseconds. */
const longestBackoff = 30_000;

/** A server that asks for more patience than this is not waited for: the caller's queue has better means. */
const longestRetryAfter = 5 * 60_000;

/** Statuses that pass by themselves. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

/** The error for an answer that is not the file. */
export function badStatus(url: URL, status: number, headers: IncomingHttpHeaders, now = Date.now()): FetchError {
  const retryable = passing.has(status);
  const advice = retryable ? 'Try again later.' : 'Check that the URL is right and may be read without signing in.';
  const retryAfterMs = retryable ? parseRetryAfter(headers['retry-after'], now) : undefined;
  return new FetchError('BAD_STATUS', url, `the server answered with status ${status}. ${advice}`, {
    retryable,
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Seconds or a date, as milliseconds from `now`; undefined when there is none that can be read. */
export function parseRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * How long to wait before the next attempt, in milliseconds; undefined when it is not worth it. `failures` counts from
 * 0. Half of the pause is chance, so that many downloads from one server do not come back at the same moment.
 */
export function pauseBefore(
  error: FetchError,
  failures: number,
  baseMs: number,
  remainingMs: number,
): number | undefined {
  const backoff = Math.min(baseMs * 2 ** failures, longestBackoff) * (0.5 + Math.random() / 2);
  const asked = error.retryAfterMs ?? 0;
  const pause = Math.max(backoff, asked);
  return asked > longestRetryAfter || pause >= remainingMs ? undefined : pause;
}
