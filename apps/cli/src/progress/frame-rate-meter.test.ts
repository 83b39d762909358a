import { expect, test } from 'vitest';
import { FrameRateMeter } from './frame-rate-meter.js';

test('has no rate in the first second', () => {
  const meter = new FrameRateMeter();
  meter.add(0, 0);
  meter.add(100, 50);
  expect(meter.fps).toBeUndefined();
  expect(meter.secondsLeft(1000)).toBeUndefined();
});

test('ignores a slow start after 10 seconds', () => {
  const meter = new FrameRateMeter();
  for (let second = 0; second <= 10; second++) meter.add(second * 1000, 1);
  for (let second = 11; second <= 21; second++) meter.add(second * 1000, 1 + (second - 10) * 30);
  expect(meter.fps).toBeCloseTo(30);
  expect(meter.secondsLeft(631)).toBeCloseTo(10);
});

test('has no time left without progress, for an unknown total and at the end', () => {
  const meter = new FrameRateMeter();
  meter.add(0, 10);
  meter.add(2000, 10);
  expect(meter.fps).toBe(0);
  expect(meter.secondsLeft(100)).toBeUndefined();
  meter.add(3000, 40);
  expect(meter.secondsLeft(0)).toBeUndefined();
  expect(meter.secondsLeft(40)).toBeUndefined();
});
