import promises, { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { UploadFolder } from '../../domain/cos/folder.js';
import { LocalStorage } from './local-storage.js';

const fault = { code: '', after: Number.POSITIVE_INFINITY };

const failing = <F extends (...given: never[]) => Promise<unknown>>(call: F) =>
  (async (...given: Parameters<F>) => {
    fault.after -= 1;
    if (fault.after < 0) throw Object.assign(new Error(fault.code), { code: fault.code, syscall: 'write' });
    return call(...given);
  }) as unknown as F;

const real = { ...promises };
const changes = ['mkdir', 'copyFile', 'open', 'rename', 'writeFile', 'link'] as const;

/** Changes of files fail from the given one on. */
beforeAll(() => {
  for (const name of changes) Object.assign(promises, { [name]: failing(real[name] as never) });
  syncBuiltinESMExports();
});
afterAll(() => {
  Object.assign(promises, real);
  syncBuiltinESMExports();
});

let folder: string;
let storage: LocalStorage;
beforeEach(async () => {
  fault.after = Number.POSITIVE_INFINITY;
  folder = await mkdtemp(join(tmpdir(), 'cliploop-full-'));
  storage = new LocalStorage(join(folder, 'media'));
  await writeFile(join(folder, 'file'), '0123456789');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const filesIn = async (path: string): Promise<string[]> => {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
};

test.each(
  ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'].flatMap((code) =>
    ([false, true, 'shared'] as const).map((keep) => [code, keep] as const),
  ),
)(
  'leaves no partial object and keeps the source when any step of a store fails with %s (keep: %s)',
  async (code, keep) => {
    let failures = 0;
    for (let after = 0; after < 50; after++) {
      Object.assign(fault, { code, after });
      const stored = await storage.adopt('1/5/t/f0.mp4', join(folder, 'file'), { keep }).then(
        () => true,
        (error: Error) => {
          expect(error).toMatchObject({ code });
          return false;
        },
      );
      fault.after = Number.POSITIVE_INFINITY;
      if (stored) break;
      failures += 1;
      const left = await filesIn(storage.root);
      // A step after the move may fail: then the whole object is there, and the deletion mark of the caller removes it.
      if (left.length > 0) expect(await readFile(join(storage.root, '1/5/t/f0.mp4'), 'utf8')).toBe('0123456789');
      else expect(await readFile(join(folder, 'file'), 'utf8')).toBe('0123456789');
      await rm(storage.root, { recursive: true, force: true });
      await writeFile(join(folder, 'file'), '0123456789');
    }
    expect(failures).toBeGreaterThan(2);
    expect(await filesIn(storage.root)).toEqual(['f0.mp4']);
  },
);

test.each(['ENOSPC', 'EDQUOT'])('leaves no file of an upload when any step fails with %s', async (code) => {
  const uploads = new UploadFolder(join(folder, 'media', '.uploads'));
  const session = 'a'.repeat(32);
  let failures = 0;
  for (let after = 0; after < 50; after++) {
    Object.assign(fault, { code, after });
    const stored = await uploads
      .create(session, 3, (handle) => handle.appendFile('abc'))
      .then(
        () => true,
        (error: Error) => {
          expect(error).toMatchObject({ code });
          return false;
        },
      );
    fault.after = Number.POSITIVE_INFINITY;
    if (stored) break;
    failures += 1;
    expect(await filesIn(uploads.root)).toEqual([]);
  }
  expect(failures).toBeGreaterThan(2);
  const write = async () => {
    throw Object.assign(new Error(code), { code, syscall: 'write' });
  };
  const before = await filesIn(uploads.root);
  await expect(uploads.create(session, 3, write)).rejects.toMatchObject({ code });
  expect(await filesIn(uploads.root)).toEqual(before);
});
