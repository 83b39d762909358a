import { describe, expect, test } from 'vitest';
import { parseContentRange } from './content-range.js';

describe('parseContentRange', () => {
  test.each([
    ['bytes 0-4/5', { first: 0, last: 4, size: 5 }],
    ['bytes 0-99/500', { first: 0, last: 99, size: 500 }],
    ['Bytes 5-5/6', { first: 5, last: 5, size: 6 }],
    ['bytes 7-9/*', { first: 7, last: 9, size: undefined }],
  ])('accepts %s', (header, range) => {
    expect(parseContentRange(header)).toEqual(range);
  });

  test.each([
    ...[undefined, '', 'bytes */500', 'bytes 9-7/500', 'bytes 0-500/500', 'bytes 0-5/5', 'items 0-1/2', 'bytes 0-99'],
    ...['bytes -1-4/5', 'bytes 0-4/99999999999999999999'],
  ])('rejects %s', (header) => {
    expect(parseContentRange(header)).toBeUndefined();
  });
});
