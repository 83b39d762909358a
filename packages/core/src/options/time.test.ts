import { expect, test } from 'vitest';
import { microseconds, positiveTime, time } from './time.js';

test.each([
  [0, 0],
  [2.5, 2_500_000],
  [-3, -3_000_000],
  [1 / 3, 333_333],
  ['12.5', 12_500_000],
  ['.5', 500_000],
  ['5.', 5_000_000],
  ['+4', 4_000_000],
  ['-3', -3_000_000],
  ['-0:03', -3_000_000],
  ['1:30', 90_000_000],
  ['90:00', 5_400_000_000],
  ['01:02:03.456', 3_723_456_000],
  ['-1:00:00', -3_600_000_000],
  ['100:00:00', 360_000_000_000],
  [' 7 ', 7_000_000],
  ['90', 90_000_000],
])('%s is %d microseconds', (value, us) => {
  expect(microseconds(value)).toBe(us);
});

test('no negative zero comes out', () => {
  expect(Object.is(microseconds('-0:00'), 0)).toBe(true);
  expect(Object.is(microseconds(-0), 0)).toBe(true);
  expect(Object.is(microseconds(-1e-9), 0)).toBe(true);
});

test.each([
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1e10,
  '',
  'abc',
  '1:75',
  '1:60:00',
  '1:2:3:4',
  '1e3',
  '--3',
  '3d',
  null,
  true,
  3n,
  [],
])('%s is refused', (value) => {
  expect(microseconds(value)).toBeUndefined();
});

test('a duration is above zero', () => {
  expect(positiveTime.parse('0:01')).toBe(1_000_000);
  for (const value of [0, -1, '-0:01', '0', 1e-7]) expect(positiveTime.parse(value)).toBeUndefined();
});

test('words of the command line become numbers where they are numbers', () => {
  expect(time.fromText?.('-3')).toBe(-3);
  expect(time.fromText?.('1:30')).toBe('1:30');
});
