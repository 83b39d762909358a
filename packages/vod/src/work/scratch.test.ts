import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Scratch } from './scratch.js';

let works: string;
beforeAll(async () => {
  works = await mkdtemp(join(tmpdir(), 'cliploop-scratch-'));
});
afterAll(() => rm(works, { recursive: true, force: true }));

test('what a dead process left goes, what a living one has stays, however long it was idle', async () => {
  const [mine, idle, dead] = await Promise.all([1, 2, 3].map(() => Scratch.make(works)));
  if (!mine || !idle || !dead) throw new Error('none');
  await writeFile(join(dead.folder, 'half'), 'x');
  const old = new Date(Date.now() - 3 * 86_400_000);
  for (const { folder } of [mine, idle, dead]) await utimes(folder, old, old);
  await utimes(mine.folder, new Date(), new Date());
  await idle.tidy();
  const left = await readdir(works);
  expect(left.map((name) => join(works, name)).sort()).toEqual([idle.folder, mine.folder].sort());
  await Promise.all([idle.remove(), mine.remove()]);
  expect(await readdir(works)).toEqual([]);
});
