import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { startHousekeeping } from './housekeeping.js';

test('continues after failures until it is stopped', async () => {
  const errors: string[] = [];
  const first = vi.fn().mockRejectedValueOnce(new Error('no database')).mockResolvedValue(0);
  const second = vi.fn().mockResolvedValue(0);
  const stop = startHousekeeping([first, second], ({ message }) => errors.push(message), 5);
  await vi.waitFor(() => expect(second.mock.calls.length).toBeGreaterThan(2));
  await stop();
  const rounds = second.mock.calls.length;
  expect(first.mock.calls.length).toBe(rounds);
  await delay(30);
  expect(second.mock.calls.length).toBe(rounds);
  expect(errors).toEqual(['no database']);
});

test('waits for the running chore when it is stopped, and starts no other', async () => {
  let finish = (): void => {};
  const first = () => new Promise<void>((resolve) => (finish = resolve));
  const second = vi.fn().mockResolvedValue(0);
  const stop = startHousekeeping([first, second], () => {});
  let ended = false;
  const end = stop().then(() => (ended = true));
  await delay(10);
  expect(ended).toBe(false);
  finish();
  await end;
  expect(second).not.toHaveBeenCalled();
});
