import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LaneFull, Lanes } from './lanes.js';

/** Jobs that end when the test says so. */
function stage(lanes: Lanes) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (key: number, name: string): Promise<void> =>
    lanes.run(key, async () => {
      started.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await delay(1);
  };
  return { started, run, end };
}

/** Without a longest wait: jobs that wait at the end of a test would be refused during another one. */
const options = { slots: 4, maxWaiting: 100 };

test('starts the job of another lane at once, however many jobs one lane has', async () => {
  const { started, run } = stage(new Lanes(options));
  for (let n = 0; n < 50; n++) void run(1, `a${n}`);
  void run(2, 'b');
  void run(3, 'c');
  await delay(1);
  expect(started).toEqual(['a0', 'a1', 'b', 'c']);
});

test('runs no more jobs of a lane than its limit, however many slots are free', async () => {
  const { started, run, end } = stage(new Lanes({ slots: 10, maxRunning: (key: number) => (key === 1 ? 2 : 10) }));
  for (const name of ['a0', 'a1', 'a2']) void run(1, name);
  for (const name of ['b0', 'b1', 'b2']) void run(2, name);
  await delay(1);
  expect(started).toEqual(['a0', 'a1', 'b0', 'b1', 'b2']);
  await end('a0');
  expect(started.at(-1)).toBe('a2');
});

test('lets lanes take turns', async () => {
  const { started, run, end } = stage(new Lanes({ ...options, slots: 1 }));
  for (const name of ['a0', 'a1', 'a2', 'a3']) void run(1, name);
  for (const name of ['b0', 'b1']) void run(2, name);
  for (const name of ['c0', 'c1']) void run(3, name);
  await delay(1);
  for (const name of ['a0', 'b0', 'c0', 'a1', 'b1', 'c1', 'a2']) await end(name);
  expect(started).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'c1', 'a2', 'a3']);
});

test('gives a slot that becomes free to the lane with the fewest running jobs', async () => {
  const { started, run, end } = stage(new Lanes({ ...options, slots: 2 }));
  void run(1, 'a0');
  void run(2, 'b0');
  void run(2, 'b1');
  void run(1, 'a1');
  await delay(1);
  await end('a0');
  expect(started).toEqual(['a0', 'b0', 'a1']);
});

test('refuses jobs of a full lane, and accepts those of other lanes', async () => {
  const { started, run, end } = stage(new Lanes({ ...options, slots: 2, maxWaiting: 3 }));
  const accepted = ['a0', 'a1', 'a2', 'a3'].map((name) => run(1, name));
  await expect(run(1, 'a4')).rejects.toThrow(new LaneFull('3 others wait already'));
  accepted.push(run(2, 'b'));
  await delay(1);
  for (const name of ['a0', 'b', 'a1', 'a2', 'a3']) await end(name);
  await Promise.all(accepted);
  expect(started).toEqual(['a0', 'b', 'a1', 'a2', 'a3']);
});

test('refuses a job that has waited too long, and runs the next', async () => {
  const { started, run, end } = stage(new Lanes({ ...options, slots: 1, maxWaitMs: 30 }));
  const first = run(1, 'a0');
  await expect(run(1, 'a1')).rejects.toThrow(new LaneFull('no free slot within 0.03 s'));
  const last = run(1, 'a2');
  await end('a0');
  await end('a2');
  await Promise.all([first, last]);
  expect(started).toEqual(['a0', 'a2']);
});

test('frees the slot of a job that throws, and keeps nothing of a lane without jobs', async () => {
  const lanes = new Lanes({ ...options, slots: 1, maxWaitMs: 10 });
  for (let n = 0; n < 3; n++) {
    await expect(lanes.run(n, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  }
  const busy = lanes.run(1, () => delay(60));
  await expect(lanes.run(2, async () => {})).rejects.toThrow(LaneFull);
  await busy;
  expect((lanes as unknown as { lanes: Map<number, unknown> }).lanes.size).toBe(0);
});
