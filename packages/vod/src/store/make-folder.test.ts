import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SmallDisk } from '@cliploop/testing/small-disk';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from './make-folder.js';

const missing = SmallDisk.missing();

test('creates a folder and those above it, also when several do so at the same time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cliploop-folder-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await Promise.all(Array.from({ length: 5 }, () => makeFolder(join(folder, 'a/b/c'), 0o700)));
  expect((await stat(join(folder, 'a/b/c'))).mode & 0o777).toBe(0o700);
  await makeFolder(join(folder, 'a'));
});

test.skipIf(missing)(`says why a folder cannot be created${missing ? ` (skipped: ${missing})` : ''}`, async () => {
  const disk = SmallDisk.make(1, 'nr_inodes=3');
  onTestFinished(() => disk.remove());
  await expect(makeFolder(join(disk.folder, 'a/b/c/d'))).rejects.toMatchObject({ code: 'ENOSPC' });
  disk.remount('ro');
  await expect(makeFolder(join(disk.folder, 'e/f'))).rejects.toMatchObject({ code: 'EROFS' });
});
