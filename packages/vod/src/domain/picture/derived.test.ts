import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { makeClip } from '@cliploop/testing/clip';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { LocalStorage } from '../../store/storage/local-storage.js';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { Applications } from '../application/applications.js';
import { checkConsistency } from '../media/consistency.js';
import type { Media } from '../media/media.js';
import { MediaLibrary } from '../media/media-library.js';
import { DerivedObjects } from './derived.js';

const subAppId = 1_500_000_001;
let folder: string;
let database: TestDatabase;
let storage: LocalStorage;
let library: MediaLibrary;
let media: Media;
let objects: DerivedObjects;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-derived-'));
  await makeClip(join(folder, 'clip.mp4'));
  database = await testDatabase();
  await Applications.open(database.db, subAppId);
  storage = new LocalStorage(join(folder, 'media'));
  library = new MediaLibrary({ db: database.db, storage, urlOf: (key) => key });
}, 60_000);
afterAll(async () => {
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  media = await add();
  objects = new DerivedObjects(database.db, storage, { ofMedia: 3, bytesOfMedia: 100, bytes: 1_000 });
});

const add = () => library.add({ subAppId, file: join(folder, 'clip.mp4'), keep: true, name: 'clip' });

async function store(name: string, size = 10, of = media): Promise<void> {
  const file = join(folder, `${name}.tmp`);
  await writeFile(file, name.padEnd(size, '.'));
  await objects.store(of, name, { file, type: 'webp', facts: { name }, size });
}

const find = async (name: string, of = media) => {
  const found = await objects.find(of.fileId, name);
  return found && { ...found.facts, text: await text(found.object.stream) };
};
const names = async (of = media) => {
  const rows = await database.db.selectFrom('derived_object').select('name').where('file_id', '=', of.fileId).execute();
  return rows.map(({ name }) => name).sort();
};
const files = async (of = media) =>
  (await readdir(join(folder, 'media', String(subAppId), of.fileId), { recursive: true })).filter((name) =>
    name.endsWith('derived.webp'),
  );

test('finds an object that was stored, with its facts', async () => {
  await store('a');
  expect(await find('a')).toEqual({ name: 'a', text: 'a.........' });
  expect(await find('b')).toBeUndefined();
  expect((await checkConsistency(database.db, storage)).orphans).toBe(0);
});

test('keeps the newest objects of a media, up to a number and a size, and their files', async () => {
  for (const name of ['a', 'b', 'c', 'd']) await store(name);
  expect(await names()).toEqual(['b', 'c', 'd']);
  await store('large', 75);
  expect(await names()).toEqual(['c', 'd', 'large']);
  await store('larger', 90);
  expect(await names()).toEqual(['larger']);
  expect(await files()).toHaveLength(1);
  await store('too large', 101);
  expect(await names()).toEqual(['larger']);
});

test('keeps one of two objects with the same name', async () => {
  await store('a');
  await store('a');
  expect(await files()).toHaveLength(1);
});

test('deletes the objects that were not used for the longest time, of all media', async () => {
  const other = await add();
  await store('a');
  await store('b', 10, other);
  await database.db
    .updateTable('derived_object')
    .set({ use_time: new Date(0) })
    .where('file_id', '=', media.fileId)
    .execute();
  const kept = await database.db
    .selectFrom('derived_object')
    .select((of) => of.fn.sum<number>('size').as('all'))
    .executeTakeFirst();
  await objects.sweep(undefined, Number(kept?.all) - 1);
  expect([await names(), await names(other), await files()]).toEqual([[], ['b'], []]);
  // A use makes it new.
  await database.db
    .updateTable('derived_object')
    .set({ use_time: new Date(0) })
    .execute();
  await find('b', other);
  const { use_time } = await database.db
    .selectFrom('derived_object')
    .select('use_time')
    .where('file_id', '=', other.fileId)
    .executeTakeFirstOrThrow();
  expect(Date.now() - use_time.getTime()).toBeLessThan(60_000);
  await objects.sweep(undefined, 0);
  expect(await names(other)).toEqual([]);
});

test('forgets an object whose file is missing', async () => {
  await store('a');
  for (const name of await files()) await rm(join(folder, 'media', String(subAppId), media.fileId, name));
  expect(await find('a')).toBeUndefined();
  expect(await names()).toEqual([]);
});

test('stores nothing for a media that was deleted, or whose original was', async () => {
  await library.delete(subAppId, media.fileId);
  await store('a');
  const other = await add();
  await store('b', 10, other);
  await library.delete(subAppId, other.fileId, [{ Type: 'OriginalFiles', Definition: 0 }]);
  expect(await names(other)).toEqual([]);
  await store('c', 10, other);
  expect([await names(), await names(other)]).toEqual([[], []]);
  expect(await readdir(join(folder, 'media', String(subAppId)))).not.toContain(media.fileId);
});

test('limits and deletes the objects of each kind for themselves', async () => {
  const animations = new DerivedObjects(
    database.db,
    storage,
    { ofMedia: 1, bytesOfMedia: 100, bytes: 1_000 },
    'animation',
  );
  for (const name of ['a', 'b', 'c']) await store(name);
  objects = animations;
  for (const name of ['d', 'e']) await store(name);
  expect(await names()).toEqual(['a', 'b', 'c', 'e']);
  await animations.sweep(undefined, 0);
  expect(await names()).toEqual(['a', 'b', 'c']);
});

test('deletes the objects of its kind that were not used for a while, and their files', async () => {
  const limits = { ofMedia: 9, bytesOfMedia: 100, bytes: 1_000 };
  const animations = new DerivedObjects(database.db, storage, limits, 'animation');
  await store('a');
  objects = animations;
  for (const name of ['b', 'c']) await store(name);
  const old = database.db.updateTable('derived_object').set({ use_time: new Date(Date.now() - 86_400_000) });
  await old.where('name', 'in', ['a', 'b']).execute();
  expect(await animations.sweepUnused(3_600)).toBe(1);
  expect([await names(), await files()]).toEqual([
    ['a', 'c'],
    [expect.any(String), expect.any(String)],
  ]);
});

test('locates an object without opening it, and remembers that it was used', async () => {
  await store('a');
  await database.db
    .updateTable('derived_object')
    .set({ use_time: new Date(0) })
    .where('file_id', '=', media.fileId)
    .execute();
  const found = await objects.locate(media.fileId, 'a');
  expect(found).toMatchObject({ size: 10, facts: { name: 'a' } });
  expect(await storage.stat(found?.storageKey ?? '')).toMatchObject({ size: 10 });
  await objects.sweepUnused(3_600);
  expect(await names()).toEqual(['a']);
  for (const name of await files()) await rm(join(folder, 'media', String(subAppId), media.fileId, name));
  expect(await objects.locate(media.fileId, 'a')).toBeUndefined();
  expect(await names()).toEqual([]);
});
