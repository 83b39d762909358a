import { describe, expect, test } from 'vitest';
import { parseRetryAfter, retryDelay, statusError } from './retry.js';

const url = new URL('http://a.test/p?k=1');
const now = Date.parse('2025-01-01T00:00:00Z');

describe('parseRetryAfter', () => {
  test.each([
    ['120', 120_000],
    ['0', 0],
    ['Wed, 01 Jan 2025 00:00:30 GMT', 30_000],
    ['Wed, 01 Jan 2020 00:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('reads %s', (text, ms) => {
    expect(parseRetryAfter(text, now)).toBe(ms);
  });
});

describe('statusError', () => {
  test.each([408, 425, 429, 500, 502, 503, 504])('makes %i retryable', (status) => {
    expect(statusError(url, status, { 'retry-after': '7' }, now)).toMatchObject({
      code: 'BAD_STATUS',
      retryable: true,
      status,
      retryAfterMs: 7000,
      message: `http://a.test/p: the server answered with status ${status}. Try again later.`,
    });
  });

  test.each([204, 206, 302, 304, 400, 401, 403, 404, 410, 416, 501])('makes %i final', (status) => {
    const error = statusError(url, status, { 'retry-after': '7' }, now);
    expect(error).toMatchObject({ code: 'BAD_STATUS', retryable: false, status });
    expect(error.retryAfterMs).toBeUndefined();
  });
});

describe('retryDelay', () => {
  const busy = (after?: string) => statusError(url, 503, after === undefined ? {} : { 'retry-after': after }, now);

  test('doubles up to 30 s, with a random part', () => {
    for (const [failures, most] of [
      [0, 500],
      [1, 1000],
      [3, 4000],
      [20, 30_000],
    ] as const) {
      const delay = retryDelay(busy(), failures, 500, 1e9) ?? 0;
      expect(delay).toBeGreaterThanOrEqual(most / 2);
      expect(delay).toBeLessThanOrEqual(most);
    }
  });

  test('follows Retry-After, unless it is longer than 5 minutes or than the remaining time', () => {
    expect(retryDelay(busy('60'), 0, 500, 1e9)).toBe(60_000);
    expect(retryDelay(busy('301'), 0, 500, 1e9)).toBeUndefined();
    expect(retryDelay(busy('60'), 0, 500, 60_000)).toBeUndefined();
    expect(retryDelay(busy(), 0, 500, 100)).toBeUndefined();
  });
});
