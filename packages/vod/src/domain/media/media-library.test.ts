import { access, copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeClip } from '@cliploop/testing/clip';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { objectKey } from '../../store/storage/key.js';
import { LocalStorage } from '../../store/storage/local-storage.js';
import { urlsUnder } from '../../store/storage/url.js';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { Applications } from '../application/applications.js';
import type { NewMedia } from './add.js';
import type { Animation } from './animation.js';
import type { DeletePart } from './delete.js';
import { deleteMarked } from './deletion-marks.js';
import type { Media } from './media.js';
import { MediaLibrary } from './media-library.js';

const appId = 1_500_000_001;
let database: TestDatabase;
let storage: LocalStorage;
let clip: string;
let deletions: [number, readonly string[], readonly DeletePart[]][];
let library: MediaLibrary;

beforeAll(async () => {
  database = await testDatabase();
  await Applications.open(database.db, appId);
  clip = join(database.folder, 'clip.mp4');
  await makeClip(clip);
}, 60_000);
afterAll(() => database?.close());

beforeEach(async () => {
  const { db, folder } = database;
  for (const table of ['media', 'animation', 'media_deletion', 'superseded'] as const)
    await db.deleteFrom(table).execute();
  storage = new LocalStorage(join(folder, `media-${Math.random()}`));
  deletions = [];
  library = new MediaLibrary({
    db,
    storage,
    urlOf: urlsUnder('http://files'),
    onDeleted: async (_trx, subAppId, fileIds, parts) => void deletions.push([subAppId, fileIds, parts]),
  });
});
// Ends deletions in the background, which would also take media of the next test.
afterEach(() => library.close());

const add = (more: Partial<NewMedia> = {}): Promise<Media> =>
  library.add({ subAppId: appId, file: clip, keep: true, name: 'clip', ...more });

async function marked(): Promise<string[]> {
  const rows = await database.db.selectFrom('superseded').select('storage_key').orderBy('since').execute();
  return rows.map((row) => row.storage_key);
}

async function files(): Promise<string[]> {
  const entries = await readdir(storage.root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe('MediaLibrary.add', () => {
  test('stores the bytes and the metadata from the probe', async () => {
    const media = await add({ name: '假期.MP4', sourceContext: 'ctx', classId: 3 });
    expect(media).toMatchObject({
      fileId: expect.stringMatching(/^5\d{18}$/),
      subAppId: appId,
      name: '假期.MP4',
      type: 'mp4',
      category: 'Video',
      classId: 3,
      sourceType: 'Upload',
      sourceContext: 'ctx',
      storageKey: expect.stringMatching(new RegExp(`^${appId}/${media.fileId}/[0-9a-f]{32}/f0\\.mp4$`)),
      meta: { Container: 'mov,mp4,m4a,3gp,3g2,mj2', Width: 320, VideoStreamSet: [{ Fps: 24 }] },
      coverKey: null,
      tags: [],
      keyFrameDescs: [],
      expireTime: null,
    });
    const bytes = await readFile(clip);
    expect(media.size).toBe(bytes.length);
    expect(await readFile(await storage.localPath(media.storageKey ?? ''))).toEqual(bytes);
    expect(await library.find(appId, media.fileId)).toEqual(media);
    expect(await library.find(appId + 1, media.fileId)).toBeUndefined();
    expect(await library.find(appId, '5000000000000000000')).toBeUndefined();
    expect(await marked()).toEqual([]);
  });

  test('moves the file unless it is to be kept', async () => {
    const file = join(database.folder, 'upload');
    await copyFile(clip, file);
    const media = await add({ file, keep: false });
    expect(media.type).toBe('mp4');
    await expect(access(file)).rejects.toThrow('ENOENT');
    await access(clip);
  });

  test('runs a function of the caller in the same transaction', async () => {
    const seen: string[] = [];
    const { fileId } = await add({
      inTransaction: async (trx, media) => {
        const rows = await trx.selectFrom('media').select('file_id').execute();
        seen.push(media.fileId, ...rows.map((row) => row.file_id));
      },
    });
    expect(seen).toEqual([fileId, fileId]);
  });

  test('leaves neither bytes nor rows when a step fails', async () => {
    const junk = join(database.folder, 'junk.mp4');
    await writeFile(junk, 'no video');
    await expect(add({ file: junk })).rejects.toMatchObject({ code: 'INPUT_NOT_MEDIA' });
    await expect(add({ subAppId: 77 })).rejects.toThrow('foreign key');
    const inTransaction = () => Promise.reject(new Error('no task for it'));
    await expect(add({ inTransaction })).rejects.toThrow('no task for it');
    storage.adopt = () => Promise.reject(new Error('disk full'));
    await expect(add()).rejects.toThrow('disk full');
    expect(await files()).toEqual([]);
    expect(await marked()).toEqual([]);
    expect(await database.db.selectFrom('media').selectAll().execute()).toEqual([]);
    await access(junk);
  });

  test('marks the file as incoming before it is stored', async () => {
    const adopt = storage.adopt.bind(storage);
    const before: string[][] = [];
    storage.adopt = async (...given) => {
      before.push(await marked());
      await adopt(...given);
    };
    const { storageKey } = await add();
    expect(before).toEqual([[storageKey]]);
  });
});

test('keeps the file of a media whose row was written, even if the commit was not confirmed', async () => {
  const { storageKey } = await add();
  await deleteMarked(database.db, storage, [storageKey ?? '']);
  expect(await storage.exists(storageKey ?? '')).toBe(true);
});

describe('MediaLibrary.recordAnimation', () => {
  const animation = (storageKey: string, more: Partial<Animation> = {}): Animation => ({
    ...{ definition: 20000, settingsHash: '', startTime: 0.5, endTime: 1.5, storageKey, container: 'gif' },
    ...{ width: 320, height: 240 },
    ...{ bitrate: 1000.6, size: 125, md5: '0123456789abcdef0123456789abcdef', ...more },
  });
  const record = async (fileId: string, one: Animation) => {
    await library.markIncoming(one.storageKey);
    await database.db.transaction().execute((trx) => library.recordAnimation(trx, fileId, one));
  };
  const keyFor = ({ fileId }: Media): string => objectKey(appId, fileId, 'v.f20000.gif');

  test('replaces an animation of the same definition and times', async () => {
    const media = await add();
    const [first, second, other] = [keyFor(media), keyFor(media), keyFor(media)];
    await library.markIncoming(first);
    expect(await marked()).toEqual([first]);
    await record(media.fileId, animation(first));
    expect(await marked()).toEqual([]);
    await record(media.fileId, animation(first));
    expect(await marked()).toEqual([]);
    await record(media.fileId, animation(second, { size: 250 }));
    await record(media.fileId, animation(other, { endTime: 2 }));
    expect(await marked()).toEqual([first]);
    const found = (await library.animations([media.fileId])).get(media.fileId);
    expect(found).toEqual([
      animation(second, { size: 250, bitrate: 1001 }),
      animation(other, { endTime: 2, bitrate: 1001 }),
    ]);
    const { updateTime } = (await library.find(appId, media.fileId)) ?? {};
    expect(updateTime?.getTime()).toBeGreaterThan(media.updateTime.getTime());
  });

  test('keeps animations of one segment with other settings', async () => {
    const media = await add();
    const keys = [keyFor(media), keyFor(media), keyFor(media), keyFor(media)] as const;
    const own = (settingsHash: string) => ({ definition: 0, settingsHash });
    await record(media.fileId, animation(keys[0]));
    await record(media.fileId, animation(keys[1], own('a')));
    await record(media.fileId, animation(keys[2], own('b')));
    await record(media.fileId, animation(keys[3], own('a')));
    const found = (await library.animations([media.fileId])).get(media.fileId)?.map(({ storageKey }) => storageKey);
    expect(found?.sort()).toEqual([keys[0], keys[2], keys[3]].sort());
    expect(await marked()).toEqual([keys[1]]);
  });

  test('refuses an animation whose file was deleted by the sweep', async () => {
    const media = await add();
    const one = animation(keyFor(media));
    const recorded = database.db.transaction().execute((trx) => library.recordAnimation(trx, media.fileId, one));
    await expect(recorded).rejects.toThrow(
      `${one.storageKey} was deleted by the sweep before the animation was recorded`,
    );
  });

  test('keeps one of the animations that are recorded at the same time, and marks the files of the others', async () => {
    const media = await add();
    const keys = Array.from({ length: 8 }, () => keyFor(media));
    await Promise.all(keys.map((key) => record(media.fileId, animation(key))));
    const [left] = (await library.animations([media.fileId])).get(media.fileId) ?? [];
    expect([...(await marked()), left?.storageKey].sort()).toEqual(keys.sort());
  });

  test('refuses an animation of a media that was deleted', async () => {
    await expect(record('5000000000000000000', animation('a/b'))).rejects.toMatchObject({
      code: 'ResourceNotFound.FileNotExist',
      message: 'Media 5000000000000000000 not found (FileId)',
    });
    expect(await marked()).toEqual(['a/b']);
    await library.sweep(0);
    expect(await marked()).toEqual(['a/b']);
  });

  test('deletes the animations and their files with the media', async () => {
    const media = await add();
    const key = keyFor(media);
    await storage.adopt(key, clip, { keep: true });
    await record(media.fileId, animation(key));
    expect((await files()).sort()).toEqual(['f0.mp4', 'v.f20000.gif']);
    await library.delete(appId, media.fileId, [{ Type: 'OriginalFiles', Definition: 0 }]);
    expect(await files()).toEqual(['v.f20000.gif']);
    expect(await library.find(appId, media.fileId)).toMatchObject({ storageKey: null });
    expect((await library.animations([media.fileId])).get(media.fileId)).toHaveLength(1);
    await library.delete(appId, media.fileId);
    expect(await files()).toEqual([]);
    expect(await marked()).toEqual([]);
    expect(await database.db.selectFrom('animation').selectAll().execute()).toEqual([]);
    expect(deletions).toEqual([
      [appId, [media.fileId], [{ Type: 'OriginalFiles', Definition: 0 }]],
      [appId, [media.fileId], []],
    ]);
  });
});

describe('deletion of media', () => {
  test('keeps the media and its file when the hook fails', async () => {
    const { db } = database;
    const onDeleted = () => Promise.reject(new Error('no event'));
    const failing = new MediaLibrary({ db, storage, urlOf: urlsUnder('http://files'), onDeleted });
    const { fileId } = await add();
    await expect(failing.delete(appId, fileId)).rejects.toThrow('no event');
    expect(await library.find(appId, fileId)).toBeDefined();
    expect(await files()).toEqual(['f0.mp4']);
    expect(await marked()).toEqual([]);
  });

  test('deletes a file later that could not be deleted at first', async () => {
    const remove = storage.remove.bind(storage);
    storage.remove = () => Promise.reject(new Error('read-only'));
    const [one, other] = [await add(), await add()];
    await library.delete(appId, one.fileId);
    await library.delete(appId, other.fileId);
    expect(await marked()).toEqual([one.storageKey, other.storageKey]);
    // Their media are deleted, so they need not stay readable for a while.
    await expect(library.sweep()).rejects.toThrow('read-only');
    expect((await marked()).toSorted()).toEqual([one.storageKey, other.storageKey].toSorted());

    storage.remove = (key) => (key === one.storageKey ? Promise.reject(new Error('read-only')) : remove(key));
    await expect(library.sweep(0)).rejects.toThrow('read-only');
    expect(await marked()).toEqual([one.storageKey]);
    storage.remove = remove;
    expect(await library.sweep(0)).toBe(1);
    expect(await marked()).toEqual([]);
    expect(await files()).toEqual([]);
  });

  test('deletes expired media, which are not found from their expiry on', async () => {
    const soon = await add({ expireTime: new Date(Date.now() + 3_600_000) });
    const stays = await add();
    expect(await library.expire()).toBe(0);
    await sql`update media set expire_time = now() - interval '1 second' where file_id = ${soon.fileId}`.execute(
      database.db,
    );
    expect(await library.find(appId, soon.fileId)).toBeUndefined();
    expect(await library.expire()).toBe(1);
    expect(deletions).toEqual([[appId, [soon.fileId], []]]);
    expect(await library.list(appId, [soon.fileId, stays.fileId])).toEqual([stays]);
    expect(await files()).toEqual(['f0.mp4']);
  });
});

/** Adds animations, without files. */
async function addAnimations(fileId: string, count: number): Promise<void> {
  await sql`insert into animation (file_id, definition, start_time, end_time, storage_key, container, width, height, bitrate, size, md5,
      create_time)
    select ${fileId}, 20000, n, n + 1, ${`${appId}/${fileId}/`} || n || '.gif', 'gif', 1, 1, 1, 1, md5(n::text),
      timestamptz '2026-01-01' + n * interval '1 second'
    from generate_series(1, ${count}) as n`.execute(database.db);
}

const animationsLeft = async (): Promise<number> =>
  (await database.db.selectFrom('animation').selectAll().execute()).length;

describe('a media with many animations', () => {
  const count = 3_000;

  test('is deleted at once, and its animations and their files afterward', async () => {
    const { fileId } = await add();
    const other = await add();
    await addAnimations(fileId, count);
    await addAnimations(other.fileId, 5);
    const keys = [1, 50, 1_500, count].map((n) => `${appId}/${fileId}/${n}.gif`);
    for (const key of keys) await storage.adopt(key, clip, { keep: true });
    await library.delete(appId, fileId);
    expect(await library.find(appId, fileId)).toBeUndefined();
    expect(await animationsLeft()).toBeGreaterThan(count / 2);
    await expect.poll(animationsLeft, { timeout: 20_000 }).toBe(5);
    await expect.poll(marked, { timeout: 20_000 }).toEqual([]);
    expect(await files()).toEqual([expect.stringContaining('f0.mp4')]);
    expect(await database.db.selectFrom('media_deletion').selectAll().execute()).toEqual([]);
    expect(deletions).toEqual([[appId, [fileId], []]]);
  });

  test('is deleted to the end by another process after a kill', async () => {
    const { fileId } = await add();
    await addAnimations(fileId, count);
    const key = `${appId}/${fileId}/${count}.gif`;
    await storage.adopt(key, clip, { keep: true });
    // A killed process runs nothing after the transaction of the deletion.
    await library.close();
    await library.delete(appId, fileId);
    expect(await animationsLeft()).toBeGreaterThan(count / 2);
    expect(await files()).toContain(`${count}.gif`);
    const { db } = database;
    const next = new MediaLibrary({ db, storage, urlOf: urlsUnder('http://files') });
    expect(await next.deleteRest()).toBe(count - 100);
    expect([await animationsLeft(), await marked(), await files()]).toEqual([0, [], []]);
  });

  test('refuses an animation that ends after the deletion', async () => {
    const { fileId } = await add();
    await addAnimations(fileId, count);
    await library.close();
    await library.delete(appId, fileId);
    const late = database.db.transaction().execute((trx) => library.recordAnimation(trx, fileId, {} as Animation));
    await expect(late).rejects.toMatchObject({ code: 'ResourceNotFound.FileNotExist' });
  });

  test('is deleted by its expiry as well', async () => {
    const { fileId } = await add();
    await addAnimations(fileId, count);
    const past = sql`update media set expire_time = now() - interval '1 second' where file_id = ${fileId}`;
    await past.execute(database.db);
    expect(await library.expire()).toBe(1);
    expect(await animationsLeft()).toBeGreaterThan(count / 2);
    await library.deleteRest();
    expect([await animationsLeft(), await marked()]).toEqual([0, []]);
  });

  test('is described with its newest 1,000 animations, beside all of another media', async () => {
    const [many, few] = [await add(), await add()];
    await addAnimations(many.fileId, count);
    await addAnimations(few.fileId, 3);
    const found = await library.animations([many.fileId, few.fileId]);
    expect(found.get(few.fileId)?.map(({ startTime }) => startTime)).toEqual([1, 2, 3]);
    const shown = found.get(many.fileId)?.map(({ startTime }) => startTime);
    expect(shown).toEqual(Array.from({ length: 1_000 }, (_, at) => count - 999 + at));
  });
});
