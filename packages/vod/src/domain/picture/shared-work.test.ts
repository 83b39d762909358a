import { expect, test, vi } from 'vitest';
import { SharedWork } from './shared-work.js';

/** Work that ends when the test says so. */
function held() {
  const ends: ((error?: Error) => void)[] = [];
  const signals: AbortSignal[] = [];
  const free = vi.fn();
  const make = vi.fn(
    (signal: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        signals.push(signal);
        const number = signals.length;
        ends.push((error) => (error ? reject(error) : resolve(`result ${number}`)));
      }),
  );
  return { ends, signals, work: { make, take: async (made: string) => `${made} taken`, free } };
}

const never = new AbortController().signal;

test('does equal work once for all that ask for it, and frees the result when all have taken it', async () => {
  const shared = new SharedWork<string>();
  const { ends, work } = held();
  const callers = [shared.run('a', never, work), shared.run('a', never, work)];
  const other = shared.run('b', never, work);
  expect(work.make).toHaveBeenCalledTimes(2);
  ends[0]?.();
  expect(await Promise.all(callers)).toEqual(['result 1 taken', 'result 1 taken']);
  await vi.waitFor(() => expect(work.free.mock.calls).toEqual([['result 1']]));
  ends[1]?.();
  expect(await other).toBe('result 2 taken');
});

test('goes on for a caller that stays, and ends when the last one has left', async () => {
  const shared = new SharedWork<string>();
  const { ends, signals, work } = held();
  const [first, second] = [new AbortController(), new AbortController()];
  const callers = [shared.run('a', first.signal, work), shared.run('a', second.signal, work)];
  first.abort();
  await expect(callers[0]).rejects.toThrow('The request was canceled');
  expect(signals[0]?.aborted).toBe(false);
  const third = shared.run('a', never, work);
  second.abort();
  await expect(callers[1]).rejects.toThrow('The request was canceled');
  ends[0]?.();
  expect(await third).toBe('result 1 taken');
});

test('starts anew after all callers have left, also while the old work has not ended', async () => {
  const shared = new SharedWork<string>();
  const { ends, signals, work } = held();
  const gone = new AbortController();
  const left = shared.run('a', gone.signal, work);
  gone.abort();
  await expect(left).rejects.toThrow('The request was canceled');
  expect(signals[0]?.aborted).toBe(true);
  const next = shared.run('a', never, work);
  ends[0]?.(new Error('ended late'));
  ends[1]?.();
  expect(await next).toBe('result 2 taken');
  expect(work.free.mock.calls).toEqual([['result 2']]);
});

test('frees a result that comes after all callers have left', async () => {
  const shared = new SharedWork<string>();
  const { ends, work } = held();
  const gone = new AbortController();
  const left = shared.run('a', gone.signal, work);
  gone.abort();
  await expect(left).rejects.toThrow('The request was canceled');
  ends[0]?.();
  await vi.waitFor(() => expect(work.free.mock.calls).toEqual([['result 1']]));
});

test('starts nothing for a caller that has gone already, and tells all callers of an error', async () => {
  const shared = new SharedWork<string>();
  const { ends, work } = held();
  await expect(shared.run('a', AbortSignal.abort(), work)).rejects.toThrow('The request was canceled');
  expect(work.make).not.toHaveBeenCalled();
  const callers = [shared.run('a', never, work), shared.run('a', never, work)];
  ends[0]?.(new Error('broken'));
  for (const caller of callers) await expect(caller).rejects.toThrow('broken');
  const again = shared.run('a', never, work);
  ends[1]?.();
  expect(await again).toBe('result 2 taken');
});
