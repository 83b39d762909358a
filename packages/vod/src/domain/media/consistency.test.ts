import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { LocalStorage } from '../../store/storage/local-storage.js';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { Applications } from '../application/applications.js';
import { ConsistencyCheck, checkConsistency } from './consistency.js';
import { markIncoming, sweepMarked } from './deletion-marks.js';

const appId = 1_500_000_001;
let database: TestDatabase;
let storage: LocalStorage;
let lines: [object, string][];
beforeAll(async () => {
  database = await testDatabase();
  await Applications.open(database.db, appId);
}, 60_000);
afterAll(() => database?.close());
beforeEach(async () => {
  const { db, folder } = database;
  for (const table of ['media', 'superseded'] as const) await db.deleteFrom(table).execute();
  storage = new LocalStorage(join(folder, `media-${Math.random()}`));
  lines = [];
});

const put = (key: string) => storage.put(key, Buffer.from(key));
const row = (fileId: string, key: string) =>
  sql`insert into media (file_id, sub_app_id, name, type, category, class_id, source_type, source_context, storage_key, size, meta)
    values (${fileId}, ${appId}, 'a', 'mp4', 'Video', 0, 'Upload', '', ${key}, 1, '{}')`.execute(database.db);
const check = (grace = 0) => {
  const log = (fields: object, line: string) => void lines.push([fields, line]);
  return new ConsistencyCheck(database.db, storage, grace, { info: log, warn: log }).run(new AbortController().signal);
};
const old = () => sql`update superseded set since = since - interval '7 days 1 second'`.execute(database.db);

test('finds files without a row and rows without a file, also among many', async () => {
  for (let n = 0; n < 1_100; n++) await row(String(n), `1/${n}/t/f0.mp4`);
  for (let n = 1; n < 1_100; n++) await put(`1/${n}/t/f0.mp4`);
  await put('1/9999/t/f0.mp4');
  // Being stored, unfinished, and not a key.
  await markIncoming(database.db, ['1/8888/t/f0.mp4']);
  await put('1/8888/t/f0.mp4');
  await mkdir(join(storage.root, '.work'), { recursive: true });
  await writeFile(join(storage.root, '.work', 'f0.mp4'), '');
  await writeFile(join(storage.root, 'of somebody else'), '');
  expect(await checkConsistency(database.db, storage)).toEqual({
    rows: 1_100,
    missing: 1,
    orphans: 1,
    named: { missing: ['1/0/t/f0.mp4'], orphans: ['1/9999/t/f0.mp4'] },
  });
}, 60_000);

test('keeps files without a row for a week, and then deletes them', async () => {
  for (const id of ['1', '2', '3']) await row(id, `1/${id}/t/f0.mp4`).then(() => put(`1/${id}/t/f0.mp4`));
  await put('1/9/t/f0.mp4');
  await check();
  expect(lines).toEqual([
    [expect.objectContaining({ orphans: 1, keys: ['1/9/t/f0.mp4'] }), expect.stringContaining('after a week')],
  ]);
  expect(await sweepMarked(database.db, storage, 0)).toBe(0);
  await check();
  expect(lines).toHaveLength(1);
  await old();
  expect(await sweepMarked(database.db, storage, 0)).toBe(1);
  expect(await storage.exists('1/9/t/f0.mp4')).toBe(false);
  expect(await storage.exists('1/1/t/f0.mp4')).toBe(true);
});

test('never deletes most of the files: the database is the wrong one', async () => {
  await row('1', '1/1/t/f0.mp4');
  for (const id of ['1', '2', '3']) await put(`1/${id}/t/f0.mp4`);
  await check();
  expect(lines).toEqual([
    [expect.objectContaining({ orphans: 2 }), expect.stringContaining('most files do not belong')],
  ]);
  expect(await sql`select from superseded`.execute(database.db)).toMatchObject({ rows: [] });
});

test('says that files are missing', async () => {
  for (const id of ['1', '2']) await row(id, `1/${id}/t/f0.mp4`).then(() => put(`1/${id}/t/f0.mp4`));
  await rm(join(storage.root, '1/2'), { recursive: true });
  await check();
  expect(lines).toEqual([
    [{ missing: 1, of: 2, keys: ['1/2/t/f0.mp4'] }, expect.stringContaining('files of media are missing')],
  ]);
});

test('reports nothing about media that are deleted during the check', async () => {
  class Deleting extends LocalStorage {
    override async exists(key: string): Promise<boolean> {
      await database.db.deleteFrom('media').where('storage_key', '=', key).execute();
      await this.remove(key);
      return super.exists(key);
    }
    override async *keys(): AsyncGenerator<string> {
      // Its row and its mark are gone when the file has been listed.
      yield '1/2/t/f0.mp4';
    }
  }
  storage = new Deleting(storage.root);
  await row('1', '1/1/t/f0.mp4');
  await check();
  expect(lines).toEqual([]);
  expect(await database.db.selectFrom('superseded').selectAll().execute()).toEqual([]);
});
