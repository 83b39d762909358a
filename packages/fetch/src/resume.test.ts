import { describe, expect, test } from 'vitest';
import { emptyFile, newFile, type PartialFile, resumedTotal, resumeHeaders } from './resume.js';

const url = new URL('http://a.test/p');
const changed = 'Wed, 01 Jan 2025 00:00:00 GMT';
const later = 'Wed, 01 Jan 2025 00:00:01 GMT';

describe('resumeHeaders', () => {
  test('requests the rest only of a file with bytes and a validator', () => {
    expect(resumeHeaders(emptyFile())).toEqual({});
    expect(resumeHeaders({ ...emptyFile(), bytes: 5 })).toEqual({});
    const file = { ...newFile({ etag: '"a"' }, 9), bytes: 5 };
    expect(resumeHeaders(file)).toEqual({ range: 'bytes=5-', 'if-range': '"a"' });
    expect(resumeHeaders({ ...file, resumable: false })).toEqual({});
  });
});

describe('resumedTotal', () => {
  const tagged: PartialFile = { ...newFile({ etag: '"a"', 'last-modified': changed, date: later }, 10), bytes: 5 };
  const dated: PartialFile = { ...newFile({ 'last-modified': changed, date: later }, 10), bytes: 5 };

  test.each([
    ['the same ETag', tagged, { 'content-range': 'bytes 5-9/10', etag: '"a"' }],
    ['no headers about the file', tagged, { 'content-range': 'bytes 5-9/10' }],
    ['an unknown length', tagged, { 'content-range': 'bytes 5-9/*' }],
    [
      'the same ETag and another date',
      tagged,
      { 'content-range': 'bytes 5-9/10', etag: '"a"', 'last-modified': later },
    ],
    ['the same date', dated, { 'content-range': 'bytes 5-9/10', 'last-modified': changed }],
  ])('accepts a 206 with %s', (_, file, headers) => {
    expect(resumedTotal(file, headers, url)).toBe(10);
  });

  test.each([
    ['no range', tagged, {}, 'BROKEN'],
    ['another start', tagged, { 'content-range': 'bytes 4-9/10' }, 'BROKEN'],
    ['several ranges', tagged, { 'content-type': 'multipart/byteranges; boundary=x' }, 'BROKEN'],
    ['another length', tagged, { 'content-range': 'bytes 5-10/11' }, 'CHANGED'],
    ['another ETag', tagged, { 'content-range': 'bytes 5-9/10', etag: '"b"' }, 'CHANGED'],
    ['another date', dated, { 'content-range': 'bytes 5-9/10', 'last-modified': later }, 'CHANGED'],
  ])('rejects a 206 with %s', (_, file, headers, code) => {
    expect(() => resumedTotal(file, headers, url)).toThrow(expect.objectContaining({ code, retryable: true }));
  });
});
