import { expect, test } from 'vitest';
import { color } from './color.js';

test.each([
  ['transparent', [0, 0, 0, 0]],
  ['#000000', [0, 0, 0, 255]],
  ['#f80', [255, 136, 0, 255]],
  ['#f808', [255, 136, 0, 136]],
  ['#FF8000', [255, 128, 0, 255]],
  ['#ff800040', [255, 128, 0, 64]],
  ['White', [255, 255, 255, 255]],
  [' teal ', [0, 128, 128, 255]],
])('parses %s as %j', (value, rgba) => {
  expect(color.parse(value)).toEqual(rgba);
});

test.each(['', '#', '#12', '#12345', '#1234567', '#ggg', 'constructor', 'toString', 0, null, [0, 0, 0]])(
  'rejects %j',
  (value) => {
    expect(color.parse(value)).toBeUndefined();
  },
);
