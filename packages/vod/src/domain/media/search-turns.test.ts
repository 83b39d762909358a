import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { SearchTurns } from './search-turns.js';

test('runs two searches of an application at the same time, and those of another one beside them', async () => {
  const turns = new SearchTurns();
  const running = { 1: 0, 2: 0 };
  const most = { 1: 0, 2: 0 };
  const search = (subAppId: 1 | 2) =>
    turns.run(subAppId, async () => {
      most[subAppId] = Math.max(most[subAppId], ++running[subAppId]);
      await delay(5);
      running[subAppId]--;
      return subAppId;
    });
  const results = await Promise.all([1, 1, 1, 1, 1, 2, 1, 2, 2].map((subAppId) => search(subAppId as 1 | 2)));
  expect(results).toEqual([1, 1, 1, 1, 1, 2, 1, 2, 2]);
  expect(most).toEqual({ 1: 2, 2: 2 });
});

test('gives the turn of a search that fails to the next one', async () => {
  const turns = new SearchTurns();
  const fail = () => turns.run(1, () => Promise.reject(new Error('failed')));
  const outcomes = await Promise.allSettled([fail(), fail(), fail(), fail(), turns.run(1, async () => 'done')]);
  expect(outcomes.at(-1)).toEqual({ status: 'fulfilled', value: 'done' });
});

test('refuses searches when too many wait, or when one waits too long', async () => {
  vi.useFakeTimers();
  try {
    const turns = new SearchTurns();
    const never = () => turns.run(1, () => new Promise(() => {}));
    void never();
    void never();
    const waiting = Array.from({ length: 100 }, () => turns.run(1, async () => {}).catch((error) => error.code));
    await expect(never()).rejects.toMatchObject({
      code: 'RequestLimitExceeded',
      message: expect.stringContaining('100 others are waiting'),
    });
    expect(await turns.run(2, async () => 'another application')).toBe('another application');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['RequestLimitExceeded']));
  } finally {
    vi.useRealTimers();
  }
});
