import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { startHousekeeping } from './housekeeping.js';

test('rounds go on whatever fails, until they are ended', async () => {
  const errors: string[] = [];
  const library = {
    expire: vi.fn().mockRejectedValueOnce(new Error('no database')).mockResolvedValue(0),
    sweep: vi.fn().mockResolvedValue(0),
  };
  const stop = startHousekeeping(library, ({ message }) => errors.push(message), 5);
  await vi.waitFor(() => expect(library.sweep.mock.calls.length).toBeGreaterThan(2));
  await stop();
  const rounds = library.sweep.mock.calls.length;
  expect(library.expire.mock.calls.length).toBe(rounds);
  await delay(30);
  expect(library.sweep.mock.calls.length).toBe(rounds);
  expect(errors).toEqual(['no database']);
});

test('the end waits for what is under way, and nothing follows it', async () => {
  let finish = (): void => {};
  const expire = () => new Promise<number>((resolve) => (finish = () => resolve(0)));
  const sweep = vi.fn().mockResolvedValue(0);
  const stop = startHousekeeping({ expire, sweep }, () => {});
  let ended = false;
  const end = stop().then(() => (ended = true));
  await delay(10);
  expect(ended).toBe(false);
  finish();
  await end;
  expect(sweep).not.toHaveBeenCalled();
});
