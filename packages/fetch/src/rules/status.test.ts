import { describe, expect, test } from 'vitest';
import { isServerFailure, isTemporary } from './status.js';

describe('isTemporary', () => {
  test.each([408, 425, 429, 500, 502, 503, 504])('accepts %i', (status) => {
    expect(isTemporary(status)).toBe(true);
  });

  test.each([200, 206, 304, 400, 401, 403, 404, 410, 416, 501, 505])('rejects %i', (status) => {
    expect(isTemporary(status)).toBe(false);
  });
});

describe('isServerFailure', () => {
  test('accepts every 5xx, 408 and 429, but no other 4xx', () => {
    for (const status of [408, 429, 500, 501, 503, 505, 599]) expect(isServerFailure(status)).toBe(true);
    for (const status of [400, 401, 403, 404, 410, 425]) expect(isServerFailure(status)).toBe(false);
  });
});
