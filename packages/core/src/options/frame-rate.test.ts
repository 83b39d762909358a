import { expect, test } from 'vitest';
import { frameRate } from './frame-rate.js';

test.each([
  [15, 15, 1],
  [1, 1, 1],
  [60, 60, 1],
  [12.5, 25, 2],
  [29.97, 30000, 1001],
  [29.97003, 30000, 1001],
  [23.976, 24000, 1001],
  [23.98, 24000, 1001],
  [59.94, 60000, 1001],
  [60 / 1.001, 60000, 1001],
  [30 / 1.001, 30000, 1001],
  [7.142857, 50, 7],
  [1.000001, 666668, 666667],
  [3.333333, 10, 3],
  [16.666667, 50, 3],
  [24.5, 49, 2],
  ['15', 15, 1],
  ['29.97', 30000, 1001],
  ['30000/1001', 30000, 1001],
  ['50/2', 25, 1],
  [' 25/2 ', 25, 2],
])('parses %s as %d/%d', (value, num, den) => {
  const fraction = frameRate.parse(value);
  if (fraction === 'source' || fraction === undefined) throw new Error('no fraction');
  expect(fraction).toEqual({ num, den });
});

test('accepts source', () => {
  expect(frameRate.parse('source')).toBe('source');
});

test.each([
  0,
  0.99,
  60.001,
  -15,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '0/1',
  '1/0',
  '61',
  '61/1',
  '1/2',
  'fast',
  '',
  '15 apples',
  '1/2/3',
  null,
  {},
])('rejects %s', (value) => {
  expect(frameRate.parse(value)).toBeUndefined();
});

test('keeps six decimal places of any number', () => {
  for (let millionths = 1_000_000; millionths <= 60_000_000; millionths += 104_729) {
    const value = millionths / 1e6;
    const fraction = frameRate.parse(value);
    if (fraction === 'source' || fraction === undefined) throw new Error(`no fraction for ${value}`);
    expect(Math.round((fraction.num / fraction.den) * 1e6)).toBe(millionths);
  }
});
