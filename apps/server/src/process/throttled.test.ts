import { expect, test, vi } from 'vitest';
import { throttled } from './throttled.js';

test('reports the first event of a kind at once, and further ones together', () => {
  vi.useFakeTimers();
  const reports: [string, number][] = [];
  const report = throttled((kind: string, count) => reports.push([kind, count]), 1_000);
  for (let index = 0; index < 5; index++) report('slow');
  report('refused');
  expect(reports).toEqual([
    ['slow', 1],
    ['refused', 1],
  ]);
  vi.advanceTimersByTime(1_000);
  expect(reports.slice(2)).toEqual([['slow', 4]]);
  vi.advanceTimersByTime(5_000);
  report('slow');
  expect(reports.slice(3)).toEqual([['slow', 1]]);
  vi.useRealTimers();
});
