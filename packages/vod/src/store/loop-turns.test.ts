import { expect, test } from 'vitest';
import { LoopTurns } from './loop-turns.js';

test('lets owners take turns, however much work one has', async () => {
  const turns = new LoopTurns();
  const order: string[] = [];
  const piece = (owner: string) => turns.next(owner).then(() => order.push(owner));
  const pieces = Array.from({ length: 50 }, () => piece('loud'));
  await Promise.all([piece('quiet'), piece('other')]);
  expect(order.filter((owner) => owner === 'loud').length).toBeLessThan(4);
  await Promise.all(pieces);
  expect(order).toHaveLength(52);
});

test('lets other events in between', async () => {
  const turns = new LoopTurns();
  let ended = 0;
  const pieces = Array.from({ length: 50 }, () => turns.next('loud').then(() => ended++));
  await new Promise((resolve) => setImmediate(resolve));
  expect(ended).toBeLessThan(3);
  await Promise.all(pieces);
});

test('starts work at once when there is no other', async () => {
  const turns = new LoopTurns();
  let started = false;
  void turns.next('one').then(() => {
    started = true;
  });
  await Promise.resolve();
  await Promise.resolve();
  expect(started).toBe(true);
});

test('delays an owner with much work while others are active and the process is busy, and nobody else', async () => {
  let busy = true;
  const turns = new LoopTurns({ hasOthers: (owner) => owner === 'loud' }, () => busy);
  let ended = 0;
  const pieces = Array.from({ length: 20 }, () => turns.next('loud').then(() => ended++));
  for (let n = 0; n < 50; n++) await turns.next('quiet');
  expect(ended).toBeLessThan(20);
  const before = performance.now();
  await Promise.all(pieces);
  expect(performance.now() - before).toBeGreaterThan(4);
  busy = false;
  await Promise.all(Array.from({ length: 20 }, () => turns.next('loud')));
});
