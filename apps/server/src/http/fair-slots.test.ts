import { expect, test } from 'vitest';
import { FairSlots, Overloaded } from './fair-slots.js';

/** Work that ends when it is told to. */
function work() {
  let end = (): void => {};
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  const state = { started: false };
  const run = async (): Promise<void> => {
    state.started = true;
    await promise;
  };
  return { run, end, state };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('leaves half of the places free when there is one owner, so that another one starts at once', async () => {
  const slots = new FairSlots({ running: 8, total: 100 });
  const flood = Array.from({ length: 20 }, work);
  const runs = flood.map(({ run }) => slots.run('flood', run));
  await settled();
  expect(flood.filter(({ state }) => state.started)).toHaveLength(4);
  const other = work();
  const otherRun = slots.run('other', other.run);
  await settled();
  expect(other.state.started).toBe(true);
  for (const { end } of [other, ...flood]) end();
  await Promise.all([...runs, otherRun]);
  expect(slots.size).toBe(0);
});

test('lets owners run in turns', async () => {
  const slots = new FairSlots({ running: 2, total: 100 });
  const order: string[] = [];
  const named = (owner: string, index: number) =>
    slots.run(owner, async () => {
      order.push(`${owner}${index}`);
      await settled();
    });
  const runs = [0, 1, 2, 3].map((index) => named('a', index));
  await Promise.all([...runs, named('b', 0), named('b', 1)]);
  expect(order.indexOf('b1')).toBeLessThan(order.indexOf('a3'));
});

test('refuses further requests of an owner that uses as much as is left for others', async () => {
  const refused: string[] = [];
  const slots = new FairSlots({ running: 2, total: 10, onRefused: (owner) => refused.push(owner) });
  const flood = Array.from({ length: 8 }, work);
  const runs = flood.map(({ run }) => slots.run('flood', run).catch((error) => error));
  const other = work();
  const otherRun = slots.run('other', other.run);
  for (const { end } of [other, ...flood]) end();
  const ends = await Promise.all(runs);
  expect(ends.filter((end) => end instanceof Overloaded)).toHaveLength(3);
  expect(refused).toEqual(['flood', 'flood', 'flood']);
  await otherRun;
});

test('frees the place of work that fails, and runs light work at once', async () => {
  const slots = new FairSlots({ running: 2, total: 10 });
  const fail = () => slots.run('a', () => Promise.reject(new Error('no')));
  await expect(fail()).rejects.toThrow('no');
  await expect(slots.run('a', () => Promise.reject(new Error('no')), true)).rejects.toThrow('no');
  const heavy = work();
  const run = slots.run('a', heavy.run);
  expect(await slots.run('a', async () => 'light', true)).toBe('light');
  heavy.end();
  await run;
  expect(slots.size).toBe(0);
  await expect(fail()).rejects.toThrow('no');
});
