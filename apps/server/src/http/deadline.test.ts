import { expect, test } from 'vitest';
import { DeadlineExceeded, withDeadline } from './deadline.js';

const never = new Promise<never>(() => {});
const isFine = async (): Promise<boolean> => false;

test('returns what the work returns or throws', async () => {
  const limits = { limit: 1_000, check: 500, isHopeless: isFine };
  expect(await withDeadline(limits, async () => 1)).toBe(1);
  await expect(withDeadline(limits, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('ends at the time limit and aborts the signal', async () => {
  let signal: AbortSignal | undefined;
  const late = withDeadline({ limit: 20, check: 10, isHopeless: isFine }, (given) => {
    signal = given;
    return never;
  });
  await expect(late).rejects.toThrow(DeadlineExceeded);
  expect(signal?.aborted).toBe(true);
});

test('ends early when waiting is useless', async () => {
  const began = performance.now();
  const hopeless = { limit: 60_000, check: 10, isHopeless: async () => true };
  await expect(withDeadline(hopeless, () => never)).rejects.toThrow(DeadlineExceeded);
  expect(performance.now() - began).toBeLessThan(30_000);
});
