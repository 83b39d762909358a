import { expect, test } from 'vitest';
import { BodyBudget } from './body-budget.js';

/** A body of an owner that records whether it was refused. */
function bodyOf(budget: BodyBudget, owner: string) {
  const state = { refused: false };
  const memory = budget.open(owner, () => {
    state.refused = true;
  });
  return { ...memory, state };
}

test('counts the memory of bodies until they are released', () => {
  const budget = new BodyBudget(100);
  const one = bodyOf(budget, 'a');
  expect([one.grow(60), one.grow(40), budget.used]).toEqual([true, true, 100]);
  one.release();
  one.release();
  expect(budget.used).toBe(0);
});

test('refuses the oldest body of the owner that uses most', () => {
  const budget = new BodyBudget(100);
  const honest = bodyOf(budget, 'honest');
  honest.grow(10);
  const flood = Array.from({ length: 9 }, () => bodyOf(budget, 'flood'));
  for (const one of flood) one.grow(10);
  const next = bodyOf(budget, 'honest');
  expect(next.grow(10)).toBe(true);
  expect(flood.map(({ state }) => state.refused)).toEqual([true, ...Array(8).fill(false)]);
  expect([honest.state.refused, next.state.refused, budget.used]).toEqual([false, false, 100]);
});

test('refuses the oldest body when all have one owner, so that new requests find room', () => {
  const budget = new BodyBudget(100);
  const half = Array.from({ length: 10 }, () => bodyOf(budget, 'proxy'));
  for (const one of half) one.grow(10);
  const next = bodyOf(budget, 'proxy');
  expect(next.grow(25)).toBe(true);
  expect(half.filter(({ state }) => state.refused)).toHaveLength(3);
});

test('refuses a growing body that is the oldest itself, or that finds only complete bodies', () => {
  const budget = new BodyBudget(100);
  const one = bodyOf(budget, 'a');
  expect([one.grow(90), one.grow(20)]).toEqual([true, false]);
  expect(budget.used).toBe(0);
  const whole = bodyOf(budget, 'a');
  whole.grow(90);
  whole.complete();
  expect(bodyOf(budget, 'b').grow(20)).toBe(false);
  expect(whole.state.refused).toBe(false);
  whole.release();
  expect(bodyOf(budget, 'b').grow(100)).toBe(true);
});

test('never exceeds its limit', () => {
  let refused = 0;
  const budget = new BodyBudget(1_000, () => refused++);
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed % below;
  };
  const open = new Set<ReturnType<typeof bodyOf>>();
  for (let step = 0; step < 5_000; step++) {
    const all = [...open];
    const some = all[random(Math.max(1, all.length))];
    const kind = random(5);
    if (kind === 0 || some === undefined) open.add(bodyOf(budget, `owner ${random(4)}`));
    else if (kind === 1) some.complete();
    else if (kind === 2) some.release();
    else if (!some.state.refused && !some.grow(random(400))) open.delete(some);
    if (kind === 2 && some) open.delete(some);
    for (const one of open) if (one.state.refused) open.delete(one);
    expect(budget.used).toBeLessThanOrEqual(1_000);
  }
  for (const one of open) one.release();
  expect(budget.used).toBe(0);
  expect(refused).toBeGreaterThan(0);
});
