import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkPermissions } from './permissions.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-permissions-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o7777).toString(8);

test.each([
  ['0700', '700', []],
  ['0750', '750', []],
  ['0755', '700', ['from mode 0755 to 0700']],
  ['0705', '700', ['from mode 0705 to 0700']],
  ['0777', '700', ['from mode 0777 to 0700']],
  ['2777', '2770', ['from mode 2777 to 2770']],
  ['0775', '770', ['from mode 0775 to 0770']],
  ['2755', '2750', ['from mode 2755 to 2750']],
])(
  'removes the access of others to a folder of mode %s, and keeps that of a group it is shared with',
  async (before, after, lines) => {
    await chmod(folder, Number.parseInt(before, 8));
    const told: string[] = [];
    await checkPermissions(folder, (line) => told.push(line));
    expect(await modeOf(folder)).toBe(after);
    expect(told).toEqual(lines.map((line) => `Other users of this machine could read ${folder}; changed it ${line}`));
  },
);

test('closes the files with secrets, also in a folder that others cannot enter', async () => {
  await mkdir(join(folder, 'media'));
  for (const name of ['secret.key', 'credentials']) await writeFile(join(folder, name), 'x', { mode: 0o644 });
  const told: string[] = [];
  await checkPermissions(folder, (line) => told.push(line));
  for (const name of ['secret.key', 'credentials']) expect(await modeOf(join(folder, name))).toBe('600');
  expect(told).toHaveLength(2);
  await checkPermissions(folder, (line) => told.push(line));
  expect(told).toHaveLength(2);
  // As after `chmod -R 777`.
  await chmod(join(folder, 'secret.key'), 0o777);
  await checkPermissions(folder, () => {});
  expect(await modeOf(join(folder, 'secret.key'))).toBe('700');
});
