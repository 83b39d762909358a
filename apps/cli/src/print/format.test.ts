import { expect, test } from 'vitest';
import { formatBitrate, formatBytes, formatRows, formatSeconds, formatTimeLeft } from './format.js';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1_500_000, '1.50 MB'],
  [2_340_000_000, '2.34 GB'],
])('formats %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0.2, '1 s'],
  [59.4, '59 s'],
  [59.5, '1 min'],
  [131, '2 min 10 s'],
  [3595, '1 h'],
  [3900, '1 h 5 min'],
])('formats a time left of %d s as %s', (seconds, text) => {
  expect(formatTimeLeft(seconds)).toBe(text);
});

test('formats unknown values as "unknown"', () => {
  expect([formatSeconds(null), formatBitrate(null)]).toEqual(['unknown', 'unknown']);
  expect([formatSeconds(1.23456), formatBitrate(128_400)]).toEqual(['1.235 s', '128 kbit/s']);
});

test('aligns the values of rows', () => {
  expect(
    formatRows([
      ['size', '1 B'],
      ['duration', '2 s'],
    ]),
  ).toBe('size      1 B\nduration  2 s\n');
});
