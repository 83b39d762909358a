import { describe, expect, test } from 'vitest';
import {
  type Copy,
  continuedTotal,
  emptyCopy,
  firstCopy,
  parseContentRange,
  rangeHeaders,
  validatorOf,
} from './resume.js';

const url = new URL('http://a.test/p');
const changed = 'Wed, 01 Jan 2025 00:00:00 GMT';
const later = 'Wed, 01 Jan 2025 00:00:01 GMT';

describe('validators', () => {
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
  ])('%j', (headers, validator) => {
    expect(validatorOf(headers)).toBe(validator);
  });

  test('only a copy with bytes and a validator is taken up', () => {
    expect(rangeHeaders(emptyCopy())).toEqual({});
    expect(rangeHeaders({ ...emptyCopy(), bytes: 5 })).toEqual({});
    const copy = { ...firstCopy({ etag: '"a"' }, 9), bytes: 5 };
    expect(rangeHeaders(copy)).toEqual({ range: 'bytes=5-', 'if-range': '"a"' });
  });
});

describe('Content-Range', () => {
  test.each([
    ['bytes 0-4/5', { start: 0, end: 4, total: 5 }],
    ['bytes 5-9/*', { start: 5, end: 9, total: undefined }],
    ['bytes 5-4/9', undefined],
    ['bytes 0-5/5', undefined],
    ['bytes */5', undefined],
    ['items 0-4/5', undefined],
    ['bytes -1-4/5', undefined],
    ['bytes 0-4/99999999999999999999', undefined],
    [undefined, undefined],
  ])('%s', (text, range) => {
    expect(parseContentRange(text)).toEqual(range);
  });
});

describe('a 206 answer', () => {
  const tagged: Copy = { ...firstCopy({ etag: '"a"', 'last-modified': changed, date: later }, 10), bytes: 5 };
  const dated: Copy = { ...firstCopy({ 'last-modified': changed, date: later }, 10), bytes: 5 };

  test.each([
    ['same tag', tagged, { 'content-range': 'bytes 5-9/10', etag: '"a"' }],
    ['nothing about the file', tagged, { 'content-range': 'bytes 5-9/10' }],
    ['unknown length', tagged, { 'content-range': 'bytes 5-9/*' }],
    ['same tag, other date', tagged, { 'content-range': 'bytes 5-9/10', etag: '"a"', 'last-modified': later }],
    ['same date', dated, { 'content-range': 'bytes 5-9/10', 'last-modified': changed }],
  ])('continues: %s', (_, copy, headers) => {
    expect(continuedTotal(copy, headers, url)).toBe(10);
  });

  test.each([
    ['no range', tagged, {}, 'BROKEN'],
    ['another start', tagged, { 'content-range': 'bytes 4-9/10' }, 'BROKEN'],
    ['several parts', tagged, { 'content-type': 'multipart/byteranges; boundary=x' }, 'BROKEN'],
    ['another length', tagged, { 'content-range': 'bytes 5-10/11' }, 'CHANGED'],
    ['another tag', tagged, { 'content-range': 'bytes 5-9/10', etag: '"b"' }, 'CHANGED'],
    ['another date', dated, { 'content-range': 'bytes 5-9/10', 'last-modified': later }, 'CHANGED'],
  ])('does not: %s', (_, copy, headers, code) => {
    expect(() => continuedTotal(copy, headers, url)).toThrow(expect.objectContaining({ code, retryable: true }));
  });
});
