import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDataFolder } from './data-folder.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-data-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('creates the folder with its parents when several processes start at once', async () => {
  const path = join(folder, 'a/b/c');
  await Promise.all([1, 2, 3].map(() => makeDataFolder(path)));
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  await makeDataFolder(path);
});

test('reports why the folder cannot be created', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const advice = (path: string, code: string) =>
    `Cannot create or use the data folder ${path} (${code}); choose another one with --data or CLIPLOOP_DATA`;
  await expect(makeDataFolder(file)).rejects.toThrow(advice(file, 'ENOTDIR'));
  await expect(makeDataFolder(join(file, 'a'))).rejects.toThrow(advice(join(file, 'a'), 'ENOTDIR'));
  await expect(makeDataFolder('/proc/foo')).rejects.toThrow(/^Cannot create or use the data folder \/proc\/foo \(E/);
});
