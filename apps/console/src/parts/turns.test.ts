import { expect, test } from 'vitest';
import { turns } from './turns.ts';

test('runs at most a number of functions at the same time, and none that is not wanted any more', async () => {
  const take = turns(2);
  const signal = new AbortController().signal;
  let running = 0;
  const seen: number[] = [];
  const work = async () => {
    seen.push(++running);
    await new Promise((resolve) => setTimeout(resolve));
    running -= 1;
    return 'done';
  };
  const failing = take(signal, async () => Promise.reject(new Error('failed'))).catch(({ message }) => message);
  const aborted = take(AbortSignal.abort(), work).catch(({ name }) => name);
  const ends = Promise.all(Array.from({ length: 5 }, () => take(signal, work)));
  expect([await failing, await aborted, await ends]).toEqual(['failed', 'AbortError', Array(5).fill('done')]);
  expect(seen).toEqual([1, 2, 2, 2, 2]);
});
