import { expect, test } from 'vitest';
import { parseContentRange } from './content-range.js';

test.each([
  ['bytes 0-99/500', { first: 0, last: 99, size: 500 }],
  ['Bytes 5-5/6', { first: 5, last: 5, size: 6 }],
  ['bytes 7-9/*', { first: 7, last: 9 }],
])('parses %s', (header, range) => {
  expect(parseContentRange(header)).toEqual(range);
});

test.each([undefined, '', 'bytes */500', 'bytes 9-7/500', 'bytes 0-500/500', 'items 0-1/2', 'bytes 0-99'])(
  'rejects %s',
  (header) => {
    expect(parseContentRange(header)).toBeUndefined();
  },
);
