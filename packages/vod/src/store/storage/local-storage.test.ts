import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LocalStorage } from './local-storage.js';
import type { ByteRange } from './storage.js';

let folder: string;
let storage: LocalStorage;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-storage-'));
  storage = new LocalStorage(join(folder, 'media'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(content: string, name = 'new'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function read(key: string, range?: ByteRange): Promise<string | undefined> {
  const opened = await storage.open(key, range);
  return opened && (await buffer(opened.stream)).toString();
}

const gone = (path: string): Promise<boolean> =>
  access(path).then(
    () => false,
    () => true,
  );

test('moves, reads and removes a file and its folders', async () => {
  const from = await file('0123456789');
  await storage.adopt('1/5/ff/f0.mp4', from);
  expect(await gone(from)).toBe(true);
  expect(await storage.exists('1/5/ff/f0.mp4')).toBe(true);
  const info = await storage.stat('1/5/ff/f0.mp4');
  expect(info).toEqual({ size: 10, etag: expect.stringMatching(/^"[0-9a-f]+-a"$/) });
  const opened = await storage.open('1/5/ff/f0.mp4');
  opened?.stream.destroy();
  expect(opened).toMatchObject(info ?? {});
  expect(await read('1/5/ff/f0.mp4')).toBe('0123456789');
  expect(await readFile(await storage.localPath('1/5/ff/f0.mp4'), 'utf8')).toBe('0123456789');
  await storage.remove('1/5/ff/f0.mp4');
  await storage.remove('1/5/ff/f0.mp4');
  expect(await storage.exists('1/5/ff/f0.mp4')).toBe(false);
  expect(await readdir(storage.root)).toEqual([]);
});

test('links a shared file, so that both names are independent', async () => {
  const from = await file('0123456789');
  await storage.adopt('1/one', from, { keep: 'shared' });
  await storage.adopt('1/two', from, { keep: 'shared' });
  await storage.remove('1/one');
  expect(await read('1/two')).toBe('0123456789');
  expect(await readFile(from, 'utf8')).toBe('0123456789');
  await rm(from);
  expect(await read('1/two')).toBe('0123456789');
});

test.each<[ByteRange, string]>([
  [{ start: 0 }, '0123456789'],
  [{ start: 3 }, '3456789'],
  [{ start: 3, end: 3 }, '3'],
  [{ start: 0, end: 4 }, '01234'],
  [{ start: 8, end: 99 }, '89'],
])('the range %j', async (range, expected) => {
  await storage.adopt('a', await file('0123456789'));
  expect(await read('a', range)).toBe(expected);
});

test('copies a file that is kept, and leaves no temporary file', async () => {
  const from = await file('bytes');
  await storage.adopt('a/b', from, { keep: true });
  expect(await readFile(from, 'utf8')).toBe('bytes');
  expect(await read('a/b')).toBe('bytes');
  expect(await readdir(join(storage.root, '.incoming'))).toEqual([]);
});

test('moves a file from another file system', async (context) => {
  const other = await mkdtemp('/dev/shm/cliploop-').catch(() => undefined);
  if (other === undefined) return context.skip('there is no other file system at /dev/shm');
  try {
    const from = join(other, 'far');
    await writeFile(from, 'bytes');
    await storage.adopt('a/b', from);
    expect(await gone(from)).toBe(true);
    expect(await read('a/b')).toBe('bytes');
  } finally {
    await rm(other, { recursive: true });
  }
});

test('removes only old incomplete copies', async () => {
  await storage.tidy(0);
  const half = join(storage.root, '.incoming', 'half');
  await mkdir(join(storage.root, '.incoming'), { recursive: true });
  await writeFile(half, 'by');
  await storage.tidy(60_000);
  expect(await gone(half)).toBe(false);
  await storage.tidy(0);
  expect(await gone(half)).toBe(true);
});

test('changes the tag when an object is replaced', async () => {
  await storage.adopt('a', await file('old'));
  const before = await storage.stat('a');
  await storage.adopt('a', await file('newer'));
  expect(await read('a')).toBe('newer');
  expect((await storage.stat('a'))?.etag).not.toBe(before?.etag);
});

test('leaves nothing after a failure', async () => {
  await expect(storage.adopt('a/b', join(folder, 'missing'))).rejects.toThrow('ENOENT');
  await expect(storage.adopt('a/b', join(folder, 'missing'), { keep: true })).rejects.toThrow('ENOENT');
  await mkdir(join(folder, 'not-a-file'));
  await expect(storage.adopt('a/b', join(folder, 'not-a-file'), { keep: true })).rejects.toThrow();
  expect(await storage.exists('a/b')).toBe(false);
});

test('finds no object for a missing file, a folder or a path below a file', async () => {
  await storage.adopt('a/b', await file('bytes'));
  for (const key of ['c', 'a', 'a/b/c']) {
    expect(await storage.stat(key)).toBeUndefined();
    expect(await storage.open(key)).toBeUndefined();
    expect(await storage.exists(key)).toBe(false);
  }
});

test('rejects keys outside the root in every method', async () => {
  await file('secret', 'secret');
  for (const key of ['../secret', '/etc/passwd', 'a/../../secret', '.incoming/x']) {
    const refused = `${JSON.stringify(key)} is not a valid object key`;
    await expect(storage.adopt(key, join(folder, 'secret'))).rejects.toThrow(refused);
    await expect(storage.stat(key)).rejects.toThrow(refused);
    await expect(storage.open(key)).rejects.toThrow(refused);
    await expect(storage.localPath(key)).rejects.toThrow(refused);
    await expect(storage.remove(key)).rejects.toThrow(refused);
    await expect(storage.exists(key)).rejects.toThrow(refused);
  }
  expect(await readFile(join(folder, 'secret'), 'utf8')).toBe('secret');
});

test('stores and removes neighboring objects at the same time', async () => {
  const rounds = Array.from({ length: 60 }, (_, index) => index);
  await Promise.all(
    rounds.map(async (index) => {
      const key = `1/${index % 3}/t/${index}`;
      await storage.adopt(key, await file(String(index), `new-${index}`));
      expect(await read(key)).toBe(String(index));
      await storage.remove(key);
    }),
  );
  expect(await readdir(storage.root)).toEqual([]);
});
