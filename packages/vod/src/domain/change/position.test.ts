import { expect, test } from 'vitest';
import { parsePosition, shortened } from './position.js';

test.each(['5:5:', '795:799:795,797', '9223372036854775806:9223372036854775807:'])(
  'accepts the position %s',
  (text) => {
    expect(parsePosition(text)).toBe(text);
  },
);

test.each(
  [
    ['', '5', '5:5', '0:5:', '6:5:', '5:7:4', '5:7:7', '5:9:7,6', '5:9:6,6', '5:9:6,', '5:5:;drop table change'],
    ['9223372036854775808:9223372036854775808:', `5:9999:${'6,'.repeat(1_000)}7`, ' 5:5:', '5:5:\n', '-5:5:', '5:5:x'],
  ].flat(),
)('refuses the position %j', (text) => {
  expect(parsePosition(text)).toBeUndefined();
});

test('shortens a position with many open transactions to an earlier one', () => {
  const open = Array.from({ length: 60 }, (_, index) => 100 + index);
  expect(shortened(`100:200:${open.join(',')}`)).toBe('100:100:');
  expect(shortened('100:200:100,150')).toBe('100:200:100,150');
});
