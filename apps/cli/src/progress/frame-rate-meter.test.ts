import { expect, test } from 'vitest';
import { Pace } from './frame-rate-meter.js';

test('has no rate in the first second', () => {
  const pace = new Pace();
  pace.add(0, 0);
  pace.add(100, 50);
  expect(pace.rate).toBeUndefined();
  expect(pace.left(1000)).toBeUndefined();
});

test('forgets a slow start', () => {
  const pace = new Pace();
  for (let second = 0; second <= 10; second++) pace.add(second * 1000, 1);
  for (let second = 11; second <= 21; second++) pace.add(second * 1000, 1 + (second - 10) * 30);
  expect(pace.rate).toBeCloseTo(30);
  expect(pace.left(631)).toBeCloseTo(10);
});

test('has no time left without progress, for an unknown total, and at the end', () => {
  const pace = new Pace();
  pace.add(0, 10);
  pace.add(2000, 10);
  expect(pace.rate).toBe(0);
  expect(pace.left(100)).toBeUndefined();
  pace.add(3000, 40);
  expect(pace.left(0)).toBeUndefined();
  expect(pace.left(40)).toBeUndefined();
});
