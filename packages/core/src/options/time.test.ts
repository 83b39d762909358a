import { expect, test } from 'vitest';
import { parseMicroseconds, positiveTime, time } from './time.js';

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
])('parses %s as %d microseconds', (value, us) => {
  expect(parseMicroseconds(value)).toBe(us);
});

test('never returns negative zero', () => {
  expect(Object.is(parseMicroseconds('-0:00'), 0)).toBe(true);
  expect(Object.is(parseMicroseconds(-0), 0)).toBe(true);
  expect(Object.is(parseMicroseconds(-1e-9), 0)).toBe(true);
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
])('rejects %s', (value) => {
  expect(parseMicroseconds(value)).toBeUndefined();
});

test('rejects durations that are not greater than zero', () => {
  expect(positiveTime.parse('0:01')).toBe(1_000_000);
  for (const value of [0, -1, '-0:01', '0', 1e-7]) expect(positiveTime.parse(value)).toBeUndefined();
});

test('converts numeric command-line arguments to numbers', () => {
  expect(time.fromText?.('-3')).toBe(-3);
  expect(time.fromText?.('1:30')).toBe('1:30');
});
