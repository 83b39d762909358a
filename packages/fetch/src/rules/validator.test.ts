import { describe, expect, test } from 'vitest';
import { isSameVersion, validatorOf, versionOf } from './validator.js';

const changed = 'Wed, 01 Jan 2025 00:00:00 GMT';
const later = 'Wed, 01 Jan 2025 00:00:01 GMT';

describe('validatorOf', () => {
  test.each([
    [{ etag: '"a"', 'last-modified': changed, date: later }, '"a"'],
    [{ etag: 'W/"a"', 'last-modified': changed, date: later }, changed],
    [{ 'last-modified': changed, date: later }, changed],
    [{ 'last-modified': changed, date: changed }, undefined],
    [{ 'last-modified': changed }, undefined],
    [{ 'last-modified': 'x', date: later }, undefined],
    [{ etag: 'W/"a"' }, undefined],
    [{ etag: 'a' }, undefined],
    [{ etag: '"a", "b"' }, undefined],
    [{}, undefined],
  ])('of %j is %s', (headers, validator) => {
    expect(validatorOf(headers)).toBe(validator);
  });
});

describe('isSameVersion', () => {
  const tagged = versionOf({ etag: '"a"', 'last-modified': changed });
  const weak = versionOf({ etag: 'W/"a"', 'last-modified': changed });
  const dated = versionOf({ 'last-modified': changed });

  test.each([
    ['without headers', tagged, {}],
    ['with the same ETag', tagged, { etag: '"a"' }],
    ['with the same strong ETag and another date', tagged, { etag: '"a"', 'last-modified': later }],
    ['with the same date', dated, { 'last-modified': changed }],
    ['with an ETag that the first answer lacked', dated, { etag: '"b"', 'last-modified': changed }],
    ['when nothing was known', versionOf({}), { etag: '"b"', 'last-modified': later }],
  ])('accepts an answer %s', (_, version, headers) => {
    expect(isSameVersion(version, headers)).toBe(true);
  });

  test.each([
    ['another ETag', tagged, { etag: '"b"' }],
    ['another weak ETag', weak, { etag: 'W/"b"', 'last-modified': changed }],
    ['the same weak ETag and another date', weak, { etag: 'W/"a"', 'last-modified': later }],
    ['another date', dated, { 'last-modified': later }],
  ])('rejects an answer with %s', (_, version, headers) => {
    expect(isSameVersion(version, headers)).toBe(false);
  });
});
