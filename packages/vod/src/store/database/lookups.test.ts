import { expect, test } from 'vitest';
import { Lookups } from './lookups.js';

/** Lookups in a table that records its reads. */
function table(rows: Map<string, number>) {
  const reads: (readonly string[])[] = [];
  const lookups = new Lookups(async (ids: readonly string[]) => {
    reads.push(ids);
    const found = new Map(ids.flatMap((id) => (rows.has(id) ? [[id, rows.get(id) as number] as const] : [])));
    await new Promise((resolve) => setTimeout(resolve, 5));
    return found;
  });
  return { lookups, reads };
}

test('reads together what is asked for while a statement runs', async () => {
  const { lookups, reads } = table(
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
  );
  const found = await Promise.all(['a', 'b', 'a', 'c', 'b'].map((id) => lookups.find(id)));
  expect(found).toEqual([1, 2, 1, undefined, 2]);
  expect(reads).toEqual([['a'], ['b', 'a', 'c']]);
});

test('never returns what was read before the call', async () => {
  const rows = new Map([['a', 1]]);
  const { lookups } = table(rows);
  const before = lookups.find('a');
  rows.set('a', 2);
  expect(await lookups.find('a')).toBe(2);
  expect(await before).toBe(1);
});

test('fails all lookups of a statement that fails, and reads again later', async () => {
  let broken = true;
  const lookups = new Lookups(async (ids: readonly string[]) => {
    if (broken) throw new Error('away');
    return new Map(ids.map((id) => [id, id]));
  });
  const ends = await Promise.allSettled(['a', 'b', 'c'].map((id) => lookups.find(id)));
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  broken = false;
  expect(await lookups.find('a')).toBe('a');
});
