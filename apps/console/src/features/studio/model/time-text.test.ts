import { describe, expect, test } from 'vitest';
import { parseTime, timeText } from './time-text.ts';

describe('timeText', () => {
  test.each([
    [0, '0:00.000'],
    [4.2, '0:04.200'],
    [59.9996, '1:00.000'],
    [3723.004, '1:02:03.004'],
  ])('shows %d as %s', (seconds, text) => expect(timeText(seconds)).toBe(text));

  test('leaves digits out', () => {
    expect(timeText(75, 0)).toBe('1:15');
    expect(timeText(75.25, 1)).toBe('1:15.3');
  });
});

describe('parseTime', () => {
  test.each([
    ['12.5', 12.5],
    ['12,5', 12.5],
    [' 0:12.5 ', 12.5],
    ['.5', 0.5],
    ['1:02:03', 3723],
    ['1:02:03.25', 3723.25],
    ['00:00:12:13', 12.52],
    ['00:01:00;00', 60],
    ['90s', 90],
    ['1m30s', 90],
    ['1m 30', 90],
    ['2min', 120],
    ['1h2m3.5s', 3723.5],
    ['500ms', 0.5],
    ['#50', 2],
    ['50f', 2],
    ['-3', 97],
    ['-0:03', 97],
    ['-500', 0],
    ['1：30', 90],
  ])('reads %o as %d s', (typed, seconds) => {
    expect(parseTime(typed, 25, 100)).toBeCloseTo(seconds, 9);
  });

  test.each(['', ' ', 'soon', '1:75', '1:70:00', '00:00:12:25', '00:00:60:01', '1.2.3', '--3', '-', '12x', ':30', 'h'])(
    'refuses %o',
    (typed) => expect(parseTime(typed, 25, 100)).toBeUndefined(),
  );

  test('reads its own texts', () => {
    for (const seconds of [0, 0.033, 59.999, 61.5, 3723.004]) {
      expect(parseTime(timeText(seconds), 25, 10_000)).toBeCloseTo(seconds, 3);
    }
  });
});
