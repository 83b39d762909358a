import { access, copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeClip } from '@cliploop/testing/clip';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { objectKey } from '../../store/storage/key.js';
import { LocalStorage } from '../../store/storage/local-storage.js';
import { urlsUnder } from '../../store/storage/url.js';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { Applications } from '../application/applications.js';
import type { NewMedia } from './add.js';
import type { Animation } from './animation.js';
import type { DeletePart } from './delete.js';
import { discard } from './deletion-marks.js';
import type { Media } from './media.js';
import { MediaLibrary } from './media-library.js';

const appId = 1_500_000_001;
let database: TestDatabase;
let storage: LocalStorage;
let clip: string;
let heard: [number, readonly string[], readonly DeletePart[]][];
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
  for (const table of ['media', 'superseded'] as const) await db.deleteFrom(table).execute();
  storage = new LocalStorage(join(folder, `media-${Math.random()}`));
  heard = [];
  library = new MediaLibrary({
    db,
    storage,
    urlOf: urlsUnder('http://files'),
    onDeleted: async (_trx, subAppId, fileIds, parts) => void heard.push([subAppId, fileIds, parts]),
  });
});

const add = (more: Partial<NewMedia> = {}): Promise<Media> =>
  library.add({ subAppId: appId, file: clip, keep: true, name: 'clip', ...more });

async function noted(): Promise<string[]> {
  const rows = await database.db.selectFrom('superseded').select('storage_key').orderBy('since').execute();
  return rows.map((row) => row.storage_key);
}

async function files(): Promise<string[]> {
  const entries = await readdir(storage.root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe('adding', () => {
  test('stores the bytes and what the probe says of them', async () => {
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
    expect(await noted()).toEqual([]);
  });

  test('moves the file unless it is to stay', async () => {
    const file = join(database.folder, 'upload');
    await copyFile(clip, file);
    const media = await add({ file, keep: false });
    expect(media.type).toBe('mp4');
    await expect(access(file)).rejects.toThrow('ENOENT');
    await access(clip);
  });

  test('writes what goes with it in the same transaction', async () => {
    const seen: string[] = [];
    const { fileId } = await add({
      within: async (trx, media) => {
        const rows = await trx.selectFrom('media').select('file_id').execute();
        seen.push(media.fileId, ...rows.map((row) => row.file_id));
      },
    });
    expect(seen).toEqual([fileId, fileId]);
  });

  test('leaves nothing behind when it fails, wherever', async () => {
    const junk = join(database.folder, 'junk.mp4');
    await writeFile(junk, 'no video');
    await expect(add({ file: junk })).rejects.toMatchObject({ code: 'INPUT_NOT_MEDIA' });
    await expect(add({ subAppId: 77 })).rejects.toThrow('foreign key');
    const within = () => Promise.reject(new Error('no task for it'));
    await expect(add({ within })).rejects.toThrow('no task for it');
    storage.adopt = () => Promise.reject(new Error('disk full'));
    await expect(add()).rejects.toThrow('disk full');
    expect(await files()).toEqual([]);
    expect(await noted()).toEqual([]);
    expect(await database.db.selectFrom('media').selectAll().execute()).toEqual([]);
    await access(junk);
  });

  test('what a crash would leave is noted before the bytes come', async () => {
    const adopt = storage.adopt.bind(storage);
    const before: string[][] = [];
    storage.adopt = async (...given) => {
      before.push(await noted());
      await adopt(...given);
    };
    const { storageKey } = await add();
    expect(before).toEqual([[storageKey]]);
  });
});

test('the file of a media stays, though whoever added it never heard that the row was written', async () => {
  const { storageKey } = await add();
  await discard(database.db, storage, [storageKey ?? '']);
  expect(await storage.exists(storageKey ?? '')).toBe(true);
});

describe('animations', () => {
  const animation = (storageKey: string, more: Partial<Animation> = {}): Animation => ({
    ...{ definition: 20000, startTime: 0.5, endTime: 1.5, storageKey, container: 'gif', width: 320, height: 240 },
    ...{ bitrate: 1000.6, size: 125, md5: '0123456789abcdef0123456789abcdef', ...more },
  });
  const record = async (fileId: string, one: Animation) => {
    await library.announce(one.storageKey);
    await database.db.transaction().execute((trx) => library.recordAnimation(trx, fileId, one));
  };
  const keyFor = ({ fileId }: Media): string => objectKey(appId, fileId, 'v.f20000.gif');

  test('one of the same definition and times takes the place of the other', async () => {
    const media = await add();
    const [first, second, other] = [keyFor(media), keyFor(media), keyFor(media)];
    await library.announce(first);
    expect(await noted()).toEqual([first]);
    await record(media.fileId, animation(first));
    expect(await noted()).toEqual([]);
    await record(media.fileId, animation(first));
    expect(await noted()).toEqual([]);
    await record(media.fileId, animation(second, { size: 250 }));
    await record(media.fileId, animation(other, { endTime: 2 }));
    expect(await noted()).toEqual([first]);
    const found = (await library.animations([media.fileId])).get(media.fileId);
    expect(found).toEqual([
      animation(second, { size: 250, bitrate: 1001 }),
      animation(other, { endTime: 2, bitrate: 1001 }),
    ]);
    const { updateTime } = (await library.find(appId, media.fileId)) ?? {};
    expect(updateTime?.getTime()).toBeGreaterThan(media.updateTime.getTime());
  });

  test('whose file was swept away before it was recorded is refused', async () => {
    const media = await add();
    const one = animation(keyFor(media));
    const recorded = database.db.transaction().execute((trx) => library.recordAnimation(trx, media.fileId, one));
    await expect(recorded).rejects.toThrow(`${one.storageKey} was swept away before it was recorded`);
  });

  test('of those that are recorded at the same time one stays and all others are noted', async () => {
    const media = await add();
    const keys = Array.from({ length: 8 }, () => keyFor(media));
    await Promise.all(keys.map((key) => record(media.fileId, animation(key))));
    const [left] = (await library.animations([media.fileId])).get(media.fileId) ?? [];
    expect([...(await noted()), left?.storageKey].sort()).toEqual(keys.sort());
  });

  test('of a media that is gone is refused', async () => {
    await expect(record('5000000000000000000', animation('a/b'))).rejects.toMatchObject({
      code: 'ResourceNotFound.FileNotExist',
      message: 'Media 5000000000000000000 not found (FileId)',
    });
    expect(await noted()).toEqual(['a/b']);
    await library.sweep(0);
    expect(await noted()).toEqual(['a/b']);
  });

  test('go with the media, files and all', async () => {
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
    expect(await noted()).toEqual([]);
    expect(await database.db.selectFrom('animation').selectAll().execute()).toEqual([]);
    expect(heard).toEqual([
      [appId, [media.fileId], [{ Type: 'OriginalFiles', Definition: 0 }]],
      [appId, [media.fileId], []],
    ]);
  });
});

describe('what goes', () => {
  test('stays when the hook fails, with its file', async () => {
    const { db } = database;
    const onDeleted = () => Promise.reject(new Error('no event'));
    const failing = new MediaLibrary({ db, storage, urlOf: urlsUnder('http://files'), onDeleted });
    const { fileId } = await add();
    await expect(failing.delete(appId, fileId)).rejects.toThrow('no event');
    expect(await library.find(appId, fileId)).toBeDefined();
    expect(await files()).toEqual(['f0.mp4']);
    expect(await noted()).toEqual([]);
  });

  test('is swept later when its file could not be removed', async () => {
    const remove = storage.remove.bind(storage);
    storage.remove = () => Promise.reject(new Error('read-only'));
    const [one, other] = [await add(), await add()];
    await library.delete(appId, one.fileId);
    await library.delete(appId, other.fileId);
    expect(await noted()).toEqual([one.storageKey, other.storageKey]);
    expect(await library.sweep()).toBe(0);

    storage.remove = (key) => (key === one.storageKey ? Promise.reject(new Error('read-only')) : remove(key));
    await expect(library.sweep(0)).rejects.toThrow('read-only');
    expect(await noted()).toEqual([one.storageKey]);
    storage.remove = remove;
    expect(await library.sweep(0)).toBe(1);
    expect(await noted()).toEqual([]);
    expect(await files()).toEqual([]);
  });

  test('goes by itself when its time has come, and is not found from then on', async () => {
    const soon = await add({ expireTime: new Date(Date.now() + 3_600_000) });
    const stays = await add();
    expect(await library.expire()).toBe(0);
    await sql`update media set expire_time = now() - interval '1 second' where file_id = ${soon.fileId}`.execute(
      database.db,
    );
    expect(await library.find(appId, soon.fileId)).toBeUndefined();
    expect(await library.expire()).toBe(1);
    expect(heard).toEqual([[appId, [soon.fileId], []]]);
    expect(await library.list(appId, [soon.fileId, stays.fileId])).toEqual([stays]);
    expect(await files()).toEqual(['f0.mp4']);
  });
});
