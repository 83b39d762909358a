import { expect, test } from 'vitest';
import { changedInput, originals } from './inputs.ts';
import { Random } from './mutate.ts';

test('changes every file and every playlist at least seven times in 500 inputs', () => {
  const random = new Random(1);
  const times = new Map<string, number>();
  const inputs = Array.from({ length: 500 }, (_, index) => changedInput(index, random));
  for (const { name } of inputs) times.set(name, (times.get(name) ?? 0) + 1);
  const names = [...originals.map(({ name }) => name), 'list.m3u8'];
  expect([...times.keys()].sort()).toEqual(names.sort());
  expect(Math.min(...times.values())).toBeGreaterThanOrEqual(7);
});
