import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appId, ending, flow, UploadService } from './testing/upload-service.js';

let uploads: UploadService;
beforeAll(async () => {
  uploads = await UploadService.start();
}, 60_000);
afterAll(() => uploads?.close());
beforeEach(() => uploads.clear());

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const media = async () => uploads.database.db.selectFrom('media').selectAll().execute();
const tasks = async () => uploads.database.db.selectFrom('task').selectAll().execute();
/** Moves the start and the expiry of all uploads to an earlier time. */
const age = async (hours: number): Promise<void> => {
  await sql`update upload set expire_time = expire_time - ${hours} * interval '1 hour',
    create_time = create_time - ${hours} * interval '1 hour'`.execute(uploads.database.db);
};

describe('an upload', () => {
  test('returns the object keys, and permits only these', async () => {
    const before = Math.floor(Date.now() / 1000);
    const applied = await uploads.apply({ CoverType: 'PNG', MediaType: 'MOV' });
    const hex = '[0-9a-f]{32}';
    expect(applied).toEqual({
      StorageBucket: `cliploop-${appId}`,
      StorageRegion: 'ap-guangzhou',
      VodSessionKey: expect.stringMatching(new RegExp(`^${hex}$`)),
      MediaStoragePath: expect.stringMatching(new RegExp(`^/${appId}/${hex}/${hex}\\.mov$`)),
      CoverStoragePath: expect.stringMatching(new RegExp(`^/${appId}/${hex}/${hex}\\.png$`)),
      TempCertificate: {
        SecretId: expect.stringMatching(new RegExp(`^AKID${hex}$`)),
        SecretKey: expect.stringMatching(new RegExp(`^${hex}$`)),
        Token: expect.stringMatching(/^[0-9a-f]{64}$/),
        ExpiredTime: expect.any(Number),
      },
    });
    const { SecretId, SecretKey, Token, ExpiredTime } = applied.TempCertificate;
    expect(ExpiredTime - before).toBeGreaterThanOrEqual(6 * 3600);
    expect(ExpiredTime - before).toBeLessThan(6 * 3600 + 60);
    const { grants } = (await uploads.process()).uploads;
    const grant = await grants.find(SecretId);
    expect(grant).toMatchObject({ sessionKey: applied.VodSessionKey, secretKey: SecretKey, token: Token });
    expect(grant?.paths.map((path) => `/${path}`)).toEqual([applied.MediaStoragePath, applied.CoverStoragePath]);
    expect(grant?.expireTime.getTime()).toBeGreaterThanOrEqual(ExpiredTime * 1000);
    expect(await grants.find(applied.VodSessionKey)).toBeUndefined();
    await age(6);
    expect(await grants.find(SecretId)).toBeUndefined();
  });

  test('encrypts the secret of its credentials', async () => {
    const { TempCertificate } = await uploads.apply();
    const [row] = await uploads.database.db.selectFrom('upload').selectAll().execute();
    expect(JSON.stringify(row)).not.toContain(TempCertificate.SecretKey);
    expect(row?.secret_key.includes(TempCertificate.SecretKey)).toBe(false);
  });

  test('makes a media, a task and an event', async () => {
    const ClassId = await uploads.service.mediaClasses.create(appId, -1, 'class');
    const ExpireTime = '2999-01-01T00:00:00Z';
    const more = { MediaName: '假期', Procedure: flow, SourceContext: 's', SessionContext: '会', ClassId, ExpireTime };
    const applied = await uploads.uploaded({ CoverType: 'png', ...more });
    await uploads.objects.put(applied.VodSessionKey, applied.CoverStoragePath.slice(1), png);
    const { FileId, MediaUrl, CoverUrl } = await uploads.commit(applied.VodSessionKey);
    const [row] = await media();
    expect(row).toMatchObject({
      ...{ file_id: FileId, sub_app_id: appId, name: '假期', type: 'mp4', category: 'Video', class_id: ClassId },
      ...{ source_type: 'Upload', source_context: 's', expire_time: new Date(ExpireTime) },
    });
    expect(MediaUrl).toBe(`http://files/files/${row?.storage_key}`);
    expect(CoverUrl).toBe(`http://files/files/${row?.cover_key}`);
    expect(CoverUrl).toMatch(/\/cover\.png$/);
    const bytes = async (key = '') => readFile(await uploads.storage.localPath(key));
    expect(await bytes(row?.storage_key ?? '')).toEqual(await readFile(uploads.clip));
    expect(await bytes(row?.cover_key ?? '')).toEqual(png);
    const [task] = await tasks();
    expect(task).toMatchObject({
      ...{ file_id: FileId, file_name: '假期', file_url: MediaUrl, status: 'WAITING', session_context: '会' },
      ...{ priority: 0, notify_mode: '', session_id: '' },
    });
    expect(await uploads.events()).toMatchObject([{ FileId, ProcedureTaskId: task?.task_id }]);
    // No object can be put any more, and no file is left.
    expect(await uploads.service.uploads.grants.find(applied.TempCertificate.SecretId)).toBeUndefined();
    expect(await uploads.files(uploads.objects.root)).toEqual([]);
  });

  test('needs no task flow, no cover and no name', async () => {
    const applied = await uploads.apply({ MediaName: '', CoverType: 'jpg' });
    await uploads.put(applied);
    const { FileId, CoverUrl } = await uploads.commit(applied.VodSessionKey);
    expect(CoverUrl).toBe('');
    expect(await media()).toMatchObject([{ file_id: FileId, name: '', cover_key: null }]);
    expect(await tasks()).toEqual([]);
    expect(await uploads.events()).toMatchObject([{ FileId, ProcedureTaskId: '' }]);
  });

  test('starts a task flow of other products, and no task for an empty task flow', async () => {
    const { procedures } = uploads.service;
    await procedures.create(appId, 'empty', { comment: '', parts: {} });
    await procedures.create(appId, 'other', {
      comment: '',
      parts: { MediaProcessTask: { TranscodeTaskSet: [{ Definition: 10 } as never] } },
    });
    await uploads.commit((await uploads.uploaded({ Procedure: 'empty' })).VodSessionKey);
    expect(await tasks()).toEqual([]);
    await uploads.commit((await uploads.uploaded({ Procedure: 'other' })).VodSessionKey);
    expect(await tasks()).toMatchObject([{ status: 'FINISH' }]);
  });

  test('gives a repeated commit the same answer', async () => {
    const { VodSessionKey } = await uploads.uploaded({ Procedure: flow });
    const first = await uploads.commit(VodSessionKey);
    expect(await uploads.commit(VodSessionKey)).toEqual(first);
    expect(await uploads.commit(VodSessionKey, await uploads.process())).toEqual(first);
    await uploads.service.media.delete(appId, first.FileId);
    expect(await ending(uploads.commit(VodSessionKey))).toBe(
      `ResourceNotFound: Media ${first.FileId} of this upload was deleted`,
    );
  });

  test('makes one media when many processes commit at the same time', async () => {
    const { VodSessionKey } = await uploads.uploaded({ Procedure: flow });
    const processes = await Promise.all(Array.from({ length: 4 }, () => uploads.process()));
    const answers = await Promise.all([...processes, ...processes].map((on) => uploads.commit(VodSessionKey, on)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await media()).toHaveLength(1);
    expect(await tasks()).toHaveLength(1);
    expect(await uploads.events()).toHaveLength(1);
    await uploads.service.media.sweep(0);
    expect(await uploads.files(uploads.storage.root)).toEqual(['f0.mp4']);
  });

  test('never uses names in paths', async () => {
    const MediaName = '../../../etc/passwd';
    const applied = await uploads.uploaded({ MediaName });
    expect(applied.MediaStoragePath).not.toContain('passwd');
    const { MediaUrl } = await uploads.commit(applied.VodSessionKey);
    expect(MediaUrl).toMatch(/\/f0\.mp4$/);
    expect(await media()).toMatchObject([{ name: MediaName }]);
  });
});

describe('an upload is refused', () => {
  const type = (value: string) =>
    `InvalidParameterValue.MediaType: MediaType must be an extension, as "mp4", of 1 to 10 characters, got "${value}"`;
  const cover = (value: string) =>
    `InvalidParameterValue.CoverType: CoverType must be "gif", "jpg", "jpeg" or "png", got "${value}"`;
  test.each<[object, string]>([
    [{ MediaType: '../mp4' }, type('../mp4')],
    [{ MediaType: '.mp4' }, type('.mp4')],
    [{ MediaType: 'mp4/x' }, type('mp4/x')],
    [{ MediaType: '' }, type('')],
    [{ MediaType: '视频' }, type('视频')],
    [{ MediaType: 'abcdefghijk' }, type('abcdefghijk')],
    [
      { MediaType: 'm3u8' },
      'InvalidParameterValue.MediaType: MediaType is "m3u8", a playlist; upload one file with the whole video',
    ],
    [{ CoverType: '../png' }, cover('../png')],
    [{ CoverType: 'svg' }, cover('svg')],
    [{ CoverType: 'mp4' }, cover('mp4')],
    [
      { Procedure: 'QCVB_SimpleProcessFile(1, 1)' },
      'InvalidParameterValue.Procedure: Task flow "QCVB_SimpleProcessFile(1, 1)" not found (Procedure)',
    ],
    [{ ClassId: 77 }, 'InvalidParameterValue.ClassId: Class 77 not found (ClassId)'],
    [
      { ExpireTime: 'soon' },
      'InvalidParameter.ExpireTime: ExpireTime must be a time such as 2026-01-31T08:00:00Z, got "soon"',
    ],
    [
      { ExpireTime: '2001-01-01T00:00:00Z' },
      'InvalidParameterValue.ExpireTime: ExpireTime must be in the future, or 9999-12-31T23:59:59Z for never, got 2001-01-01T00:00:00.000Z',
    ],
    [
      { StorageRegion: 'ap-chongqing' },
      'InvalidParameterValue.StorageRegion: StorageRegion must be "" or "ap-guangzhou", got "ap-chongqing"',
    ],
    [
      { MediaStoragePath: 'a/b.mp4' },
      'InvalidParameterValue.MediaStoragePath: MediaStoragePath must be "", got "a/b.mp4"',
    ],
    [{ SubAppId: 77 }, 'InvalidParameterValue.SubAppId: Application 77 not found (SubAppId)'],
  ])('%j', async (params, expected) => {
    expect(await ending(uploads.apply(params))).toBe(expected);
    expect(await uploads.database.db.selectFrom('upload').select('token').execute()).toEqual([]);
  });

  const unknown = (key: string): string =>
    `InvalidParameterValue.VodSessionKey: Upload "${key}" not found, or it has ended (VodSessionKey); begin a new upload`;

  test('when it does not exist, or belongs to another application', async () => {
    const other = await uploads.service.subApps.create('other', '');
    const { VodSessionKey } = await uploads.uploaded();
    expect(await ending(uploads.call('CommitUpload', { VodSessionKey, SubAppId: other }))).toBe(unknown(VodSessionKey));
    expect(await ending(uploads.commit('none'))).toBe(unknown('none'));
    expect(await ending(uploads.commit(VodSessionKey))).toBe('accepted');
  });

  test('before the file was put', async () => {
    const { VodSessionKey } = await uploads.apply();
    expect(await ending(uploads.commit(VodSessionKey))).toBe(
      'ResourceNotFound: The media file of this upload is missing or incomplete; upload it, then commit again',
    );
  });

  test('with a file that is not media, which can be put again', async () => {
    const applied = await uploads.apply();
    await uploads.put(applied, Buffer.from('text'));
    expect(await ending(uploads.commit(applied.VodSessionKey))).toMatch(
      /^FailedOperation\.MediaType: The uploaded file is not a readable media file: The input is not a video/,
    );
    expect(await media()).toEqual([]);
    await uploads.put(applied);
    expect(await ending(uploads.commit(applied.VodSessionKey))).toBe('accepted');
  });

  test('with a cover that is not an image', async () => {
    const applied = await uploads.uploaded({ CoverType: 'png' });
    const put = (bytes: Buffer) => uploads.objects.put(applied.VodSessionKey, applied.CoverStoragePath.slice(1), bytes);
    await put(Buffer.from('<svg/>'));
    expect(await ending(uploads.commit(applied.VodSessionKey))).toBe(
      'FailedOperation.CoverType: The uploaded cover is not an image; it must be a GIF, JPEG or PNG',
    );
    await put(Buffer.concat([png, Buffer.alloc(10 * 2 ** 20)]));
    expect(await ending(uploads.commit(applied.VodSessionKey))).toBe(
      `FailedOperation.CoverType: The cover must have at most ${10 * 2 ** 20} bytes, got ${10 * 2 ** 20 + 11}`,
    );
    expect(await media()).toEqual([]);
    await put(png);
    expect(await ending(uploads.commit(applied.VodSessionKey))).toBe('accepted');
  });

  test('while its task flow is deleted', async () => {
    const { procedures } = uploads.service;
    await procedures.create(appId, 'passing', { comment: '', parts: {} });
    const { VodSessionKey } = await uploads.uploaded({ Procedure: 'passing' });
    await procedures.delete(appId, 'passing');
    expect(await ending(uploads.commit(VodSessionKey))).toBe(
      'InvalidParameterValue.Procedure: Task flow "passing" not found (Procedure)',
    );
    expect(await media()).toEqual([]);
    await procedures.create(appId, 'passing', { comment: '', parts: {} });
    expect(await ending(uploads.commit(VodSessionKey))).toBe('accepted');
  });
});

describe('an old upload', () => {
  test('can be committed for a day after its credentials expire, and is deleted then', async () => {
    const { VodSessionKey } = await uploads.uploaded();
    const other = await uploads.uploaded();
    await age(29);
    expect(await uploads.service.uploads.sweep()).toBe(0);
    expect(await ending(uploads.commit(VodSessionKey))).toBe('accepted');
    await age(1.1);
    expect(await ending(uploads.commit(other.VodSessionKey))).toMatch(/^InvalidParameterValue\.VodSessionKey: /);
    expect(await uploads.files(uploads.objects.root)).toHaveLength(1);
    expect(await uploads.service.uploads.sweep()).toBe(1);
    expect(await uploads.files(uploads.objects.root)).toEqual([]);
    // The response of a committed upload is available for a day.
    expect(await ending(uploads.commit(VodSessionKey))).toBe('accepted');
    await age(24);
    expect(await uploads.service.uploads.sweep()).toBe(1);
    expect(await media()).toHaveLength(1);
  });

  test('does not block others when it cannot be deleted', async () => {
    const [one] = [await uploads.uploaded(), await uploads.uploaded()];
    await age(30.1);
    const { objects } = uploads;
    const stubborn = await uploads.process({
      objects: {
        find: async () => undefined,
        remove: (key) => (key === one?.VodSessionKey ? Promise.reject(new Error('read-only')) : objects.remove(key)),
      },
    });
    await expect(stubborn.uploads.sweep()).rejects.toThrow('read-only');
    expect(await uploads.files(objects.root)).toHaveLength(1);
    expect(await uploads.service.uploads.sweep()).toBe(1);
    expect(await uploads.files(objects.root)).toEqual([]);
  });
});
