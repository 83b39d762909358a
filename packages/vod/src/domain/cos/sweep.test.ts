import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepObjects } from './sweep.js';
import { grant } from './testing/client.js';
import { media, TestCos } from './testing/store.js';

const hour = 3_600_000;
let store: TestCos;
beforeAll(async () => {
  store = await TestCos.open();
});
afterAll(() => store?.close());

async function aged(file: string): Promise<void> {
  const then = new Date(Date.now() - 3 * hour);
  await utimes(file, then, then);
}

test('deletes old uncommitted objects and keeps those in use', async () => {
  const { db } = store.database;
  expect(await sweepObjects(db, store.root, 48 * hour)).toBe(0);
  const folder = store.objects.folder.of(grant.sessionKey);
  const uploadId = await store.begin();
  await store.send('PUT', `${media}?partNumber=1&uploadId=${uploadId}`, 'part');
  await store.send('PUT', media, 'object');
  await writeFile(join(folder, 'f'.repeat(32)), 'of a process that was killed');
  for (const file of await store.files()) await aged(join(folder, file));
  await writeFile(join(folder, 'e'.repeat(32)), 'just coming');
  const left = join(store.root, '1'.repeat(32));
  await mkdir(left);
  await mkdir(join(store.root, 'something else'));

  expect(await sweepObjects(db, store.root, 2 * hour)).toBe(0);
  expect(await store.files()).toContain('e'.repeat(32));
  expect(await store.files()).not.toContain('f'.repeat(32));
  expect(await store.files()).toHaveLength(3);
  expect((await readdir(store.root)).sort()).toEqual([grant.sessionKey, 'something else'].sort());

  await sql`update cos_object set create_time = now() - interval '3 hours'`.execute(db);
  expect(await sweepObjects(db, store.root, 2 * hour)).toBe(1);
  expect(await store.files()).toHaveLength(2);
  // An upload that still gets parts is in use, however old it is.
  await sql`update cos_upload set create_time = now() - interval '3 hours'`.execute(db);
  expect(await sweepObjects(db, store.root, 2 * hour)).toBe(0);
  await sql`update cos_upload set update_time = now() - interval '3 hours'`.execute(db);
  expect(await sweepObjects(db, store.root, 2 * hour)).toBe(1);
  expect(await store.files()).toEqual(['e'.repeat(32)]);
});
