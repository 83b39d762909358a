import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Scratch } from './scratch.js';

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'cliploop-scratch-'));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

test('deletes the folders of processes that ended, and keeps its own even after a long pause', async () => {
  const [mine, idle, dead] = await Promise.all([1, 2, 3].map(() => Scratch.make(parent)));
  if (!mine || !idle || !dead) throw new Error('no folder');
  await writeFile(join(dead.folder, 'unfinished'), 'x');
  const old = new Date(Date.now() - 3 * 86_400_000);
  for (const { folder } of [mine, idle, dead]) await utimes(folder, old, old);
  await utimes(mine.folder, new Date(), new Date());
  await idle.tidy();
  const remaining = await readdir(parent);
  expect(remaining.map((name) => join(parent, name)).sort()).toEqual([idle.folder, mine.folder].sort());
  await Promise.all([idle.remove(), mine.remove()]);
  expect(await readdir(parent)).toEqual([]);
});
