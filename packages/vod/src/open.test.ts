import { expect, test, vi } from 'vitest';
import { stopAll } from './open.js';

test('runs every step of a stop in order, and reports the first error', async () => {
  const order: string[] = [];
  const step = (name: string, error?: Error) => async () => {
    order.push(name);
    if (error) throw error;
  };
  const steps = [step('a'), step('b', new Error('no b')), step('c', new Error('no c')), step('d')];
  await expect(stopAll(steps)).rejects.toThrow('no b');
  expect(order).toEqual(['a', 'b', 'c', 'd']);
  const fine = vi.fn().mockResolvedValue(undefined);
  await stopAll([fine, fine]);
  expect(fine).toHaveBeenCalledTimes(2);
});
