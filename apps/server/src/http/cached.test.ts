import { expect, test, vi } from 'vitest';
import { Cached } from './cached.js';

test('loads once for any number of callers, and again when the value is old', async () => {
  let loads = 0;
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  const cached = new Cached(async () => ++loads, 30);
  expect(await Promise.all(Array.from({ length: 50 }, () => cached.get()))).toEqual(Array(50).fill(1));
  now = 29;
  expect(await cached.get()).toBe(1);
  now = 30;
  expect(cached.newest).toBe(1);
  expect(await cached.get()).toBe(2);
  clock.mockRestore();
});

test('loads again after a failure', async () => {
  let loads = 0;
  const cached = new Cached(async () => {
    if (++loads === 1) throw new Error('no');
    return loads;
  }, 1_000);
  await expect(cached.get()).rejects.toThrow('no');
  expect(await cached.get()).toBe(2);
});
