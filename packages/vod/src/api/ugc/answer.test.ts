import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appId, flow, pair, UploadService } from '../../domain/upload/testing/upload-service.js';
import { signUpload, type UploadParams } from '../../wire/signature/upload.js';
import { answerUgc } from './answer.js';

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
let uploads: UploadService;
let random = 0;
beforeAll(async () => {
  uploads = await UploadService.start();
}, 60_000);
afterAll(() => uploads?.close());
beforeEach(() => uploads.clear());

function sign(more: Partial<UploadParams> = {}, secretKey = pair.secretKey): string {
  const now = Math.floor(Date.now() / 1000);
  const times = { currentTimeStamp: now, expireTime: now + 3600, random: ++random };
  return signUpload({ secretId: pair.secretId, ...times, ...more }, secretKey);
}

interface Data {
  readonly video?: { readonly storagePath: string; readonly url: string };
  readonly cover?: { readonly storagePath: string; readonly url: string };
  readonly vodSessionKey: string;
  readonly fileId: string;
  readonly tempCertificate: { readonly secretId: string; readonly expiredTime: number };
}

async function ask(
  action: string,
  body: object,
  on = uploads.service,
): Promise<{ code: number; message: string; data: Data }> {
  const { body: answer, fault } = await answerUgc(on, action, Buffer.from(JSON.stringify(body)));
  if (fault !== undefined) throw fault;
  return answer as never;
}

/** Sends a request that must succeed, and returns `data`. */
async function dataOf(action: string, body: object, on = uploads.service): Promise<Data> {
  const { code, message, data } = await ask(action, body, on);
  expect([code, message]).toEqual([0, '']);
  return data;
}

async function endOf(action: string, body: object): Promise<string> {
  const { code, message } = await ask(action, body);
  return `${code}: ${message}`;
}

const video = { videoName: 'clip', videoType: 'mp4', videoSize: 1000, uploadFromWeb: true };
const apply = (signature = sign(), more: object = {}): Promise<Data> =>
  dataOf('ApplyUploadUGC', { signature, ...video, ...more });
async function put({ vodSessionKey, video: { storagePath = '' } = {} as never }: Data): Promise<void> {
  await uploads.objects.put(vodSessionKey, storagePath.slice(1), uploads.clip);
}
async function putCover({ vodSessionKey, cover: { storagePath = '' } = {} as never }: Data): Promise<void> {
  await uploads.objects.put(vodSessionKey, storagePath.slice(1), png);
}

describe('client upload', () => {
  test('returns one region, so that clients do not measure latencies', async () => {
    expect(await dataOf('PrepareUploadUGC', { signature: sign() })).toEqual({
      appId,
      cosRegionList: [{ region: 'ap-guangzhou', domain: `cliploop-${appId}.cos.ap-guangzhou.myqcloud.com` }],
    });
  });

  test('returns storage paths and credentials', async () => {
    const path = (type: string) => ({
      storageSignature: '',
      storagePath: expect.stringMatching(new RegExp(`^/${appId}/[0-9a-f]{32}/[0-9a-f]{32}\\.${type}$`)),
    });
    const data = await apply(sign(), {
      coverName: 'c',
      coverType: 'jpg',
      coverSize: 10,
      storageRegion: 'ap-guangzhou',
    });
    expect(data).toEqual({
      ...{
        video: path('mp4'),
        cover: path('jpg'),
        storageAppId: appId,
        storageBucket: 'cliploop',
        storageRegion: 'gz',
      },
      ...{
        storageRegionV5: 'ap-guangzhou',
        StorageRegionV5: 'ap-guangzhou',
        domain: 'vod2.qcloud.com',
        MiniProgramAccelerateHost: 'vod2.qcloud.com',
        appId,
      },
      vodSessionKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      timestamp: expect.any(Number),
      tempCertificate: {
        ...{ secretId: expect.stringMatching(/^AKID/), secretKey: expect.any(String), token: expect.any(String) },
        expiredTime: expect.any(Number),
      },
    });
    expect(await apply()).not.toHaveProperty('cover');
  });

  test('creates a media with the properties of the signature', async () => {
    const SubAppId = await uploads.service.subApps.create('other', '');
    const classId = await uploads.service.mediaClasses.create(SubAppId, -1, 'class');
    const parts = { MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20001 }] } };
    await uploads.service.procedures.create(SubAppId, 'theirs', { comment: '', parts });
    const permitted: Partial<UploadParams> = {
      ...{ vodSubAppId: SubAppId, classId, procedure: 'theirs', taskPriority: -7, taskNotifyMode: 'None' },
      ...{ sourceContext: '来源', sessionContext: '会话', storageRegion: 'ap-guangzhou' },
    };
    const data = await apply(sign(permitted), { coverType: 'png', ExpireTime: '2999-01-01T00:00:00Z' });
    await put(data);
    await putCover(data);
    // Another signature that permits the same may commit the upload.
    const end = await dataOf('CommitUploadUGC', { signature: sign(permitted), ...data });
    const { db } = uploads.database;
    const [media] = await db.selectFrom('media').selectAll().execute();
    expect(media).toMatchObject({
      ...{ file_id: end.fileId, sub_app_id: SubAppId, class_id: classId, name: 'clip', source_context: '来源' },
      expire_time: new Date('2999-01-01T00:00:00Z'),
    });
    expect(end).toEqual({
      video: { url: `http://files/files/${media?.storage_key}`, verify_content: '' },
      cover: { url: `http://files/files/${media?.cover_key}` },
      fileId: media?.file_id,
    });
    expect(await db.selectFrom('task').selectAll().execute()).toMatchObject([
      { file_id: end.fileId, priority: -7, notify_mode: 'None', session_context: '会话' },
    ]);
  });

  test('uses the main application for 0, for its id and by default', async () => {
    for (const vodSubAppId of [0, appId, undefined]) await apply(sign({ procedure: flow, vodSubAppId }));
  });

  test('resumes with the same paths and credentials, and extends them', async () => {
    const data = await apply(sign(), { coverType: 'png' });
    await uploads.database.db
      .updateTable('upload')
      .set({ expire_time: new Date(Date.now() - 1000) })
      .execute();
    const { vodSessionKey } = data;
    const again = await dataOf('ApplyUploadUGC', { signature: sign(), vodSessionKey, uploadFromWeb: true });
    expect(again).toEqual({
      ...{ ...data, timestamp: expect.any(Number) },
      tempCertificate: { ...data.tempCertificate, expiredTime: expect.any(Number) },
    });
    expect(await uploads.service.uploads.grants.find(data.tempCertificate.secretId)).toBeDefined();
    await put(data);
    await dataOf('CommitUploadUGC', { signature: sign(), vodSessionKey });
    expect(await endOf('ApplyUploadUGC', { signature: sign(), vodSessionKey })).toBe(
      `1004: Upload "${vodSessionKey}" not found, or it has ended (VodSessionKey); begin a new upload`,
    );
  });

  test('cannot be resumed without limit', async () => {
    const { vodSessionKey } = await apply();
    const hours = (count: number): Date => new Date(Date.now() - count * 3_600_000);
    const { db } = uploads.database;
    const began = async (time: Date): Promise<void> => {
      await db.deleteFrom('upload').execute();
      await db
        .insertInto('upload')
        .values({ ...row, wish: JSON.stringify(row.wish), create_time: time })
        .execute();
    };
    const row = await db.selectFrom('upload').selectAll().executeTakeFirstOrThrow();
    await began(hours(7 * 24 - 1));
    const { tempCertificate } = await dataOf('ApplyUploadUGC', { signature: sign(), vodSessionKey });
    expect(tempCertificate.expiredTime * 1000).toBeLessThanOrEqual(Date.now() + 3_600_000);
    await began(hours(7 * 24));
    expect(await endOf('ApplyUploadUGC', { signature: sign(), vodSessionKey })).toMatch(/^1004: .* it has ended/);
  });

  test('changes the cover of a media', async () => {
    const { FileId } = await uploads.commit((await uploads.uploaded()).VodSessionKey);
    const cover = { fileId: FileId, coverName: 'c', coverType: 'png', coverSize: png.length };
    const data = await dataOf('ApplyUploadUGC', { signature: sign({ fileId: FileId }), ...cover });
    expect(data).not.toHaveProperty('video');
    const commit = { signature: sign({ fileId: FileId }), vodSessionKey: data.vodSessionKey };
    expect(await endOf('CommitUploadUGC', commit)).toBe(
      '1005: The cover of this upload is missing or incomplete; upload it, then commit again',
    );
    await putCover(data);
    const processes = await Promise.all([uploads.process(), uploads.process()]);
    const ends = await Promise.all(processes.map((on) => dataOf('CommitUploadUGC', commit, on)));
    expect(ends[0]).toEqual(ends[1]);
    const [media] = await uploads.database.db.selectFrom('media').selectAll().execute();
    expect(ends[0]).toMatchObject({ fileId: FileId, cover: { url: `http://files/files/${media?.cover_key}` } });
    expect(await uploads.events()).toHaveLength(1);
    await uploads.service.media.sweep(0);
    // The new processes test whether they can write there.
    await expect.poll(async () => (await uploads.files(uploads.storage.root)).sort()).toEqual(['cover.png', 'f0.mp4']);
  });
});

describe('one-time signature', () => {
  const once = (): string => sign({ oneTimeValid: 1 });

  test('is valid for every step of one upload', async () => {
    const signature = once();
    await dataOf('PrepareUploadUGC', { signature });
    const data = await apply(signature);
    const { vodSessionKey } = data;
    await dataOf('ApplyUploadUGC', { signature, vodSessionKey });
    await put(data);
    const { fileId } = await dataOf('CommitUploadUGC', { signature, vodSessionKey });
    expect(await dataOf('CommitUploadUGC', { signature, vodSessionKey })).toMatchObject({ fileId });
  });

  const used = '1002: signature is valid for one upload, and another upload has used it; request a new signature';

  test('is not valid for any step of another upload, however old the first upload is', async () => {
    const signature = once();
    const first = await apply(signature);
    const other = await apply();
    expect(await endOf('ApplyUploadUGC', { signature, ...video })).toBe(used);
    expect(await endOf('ApplyUploadUGC', { signature, vodSessionKey: other.vodSessionKey })).toBe(used);
    await put(other);
    expect(await endOf('CommitUploadUGC', { signature, vodSessionKey: other.vodSessionKey })).toBe(used);
    await uploads.database.db.deleteFrom('upload').where('session_key', '=', first.vodSessionKey).execute();
    await uploads.service.uploads.sweep();
    expect(await endOf('ApplyUploadUGC', { signature, ...video })).toBe(used);
    await dataOf('CommitUploadUGC', { signature: sign(), vodSessionKey: other.vodSessionKey });
  });

  test('starts one upload when many processes use it at the same time', async () => {
    const signature = once();
    const processes = await Promise.all(Array.from({ length: 6 }, () => uploads.process()));
    const ends = await Promise.all(processes.map((on) => ask('ApplyUploadUGC', { signature, ...video }, on)));
    expect(ends.map(({ code }) => code).sort()).toEqual([0, 1002, 1002, 1002, 1002, 1002]);
    expect(await uploads.database.db.selectFrom('upload').select('session_key').execute()).toHaveLength(1);
  });

  test('is not used up by failed requests', async () => {
    const signature = once();
    expect(await endOf('ApplyUploadUGC', { signature, ...video, videoType: '' })).toMatch(/^1003: /);
    expect(await endOf('ApplyUploadUGC', { signature, vodSessionKey: 'gone' })).toMatch(/^1004: /);
    await apply(signature);
  });

  test('is deleted after its expiry', async () => {
    await apply(once());
    const { db } = uploads.database;
    expect(await db.selectFrom('upload_mark').select('mark').execute()).toHaveLength(1);
    await uploads.service.uploads.sweep();
    expect(await db.selectFrom('upload_mark').select('mark').execute()).toHaveLength(1);
    await db
      .updateTable('upload_mark')
      .set({ expire_time: new Date(0) })
      .execute();
    await uploads.service.uploads.sweep();
    expect(await db.selectFrom('upload_mark').select('mark').execute()).toEqual([]);
  });
});

describe('client upload rejects', () => {
  const now = Math.floor(Date.now() / 1000);
  test.each<[string, () => string, RegExp]>([
    ['a missing signature', () => '', /^1003: signature is missing$/],
    [
      'a forged signature',
      () => sign({}, 'other'),
      /^1001: The signature does not match the request and the SecretKey of AKIDtest/,
    ],
    [
      'a signature of an unknown key',
      () => sign({ secretId: 'AKIDnone' }),
      /^1001: SecretId AKIDnone is unknown or disabled/,
    ],
    [
      'an expired signature',
      () => sign({ currentTimeStamp: now - 9, expireTime: now - 1 }),
      /^1001: expireTime must not be before/,
    ],
    [
      'a signature from the future',
      () => sign({ currentTimeStamp: now + 999, expireTime: now + 1999 }),
      /^1001: currentTime/,
    ],
    [
      'a signature that is valid for too long',
      () => sign({ expireTime: now + 91 * 86_400 }),
      /^1003: expireTime must be 1 to/,
    ],
    ['an unknown application', () => sign({ vodSubAppId: 77 }), /^1003: Application 77 not found \(SubAppId\)$/],
    ['an unknown class', () => sign({ classId: 77 }), /^1003: Class 77 not found \(ClassId\)$/],
    ['an unknown task flow', () => sign({ procedure: 'x' }), /^1003: Task flow "x" not found \(Procedure\)$/],
    ['another region', () => sign({ storageRegion: 'ap-x' }), /^1003: storageRegion of the signature must be ""/],
  ])('%s', async (_, signature, expected) => {
    expect(await endOf('ApplyUploadUGC', { signature: signature(), ...video })).toMatch(expected);
    expect(await uploads.database.db.selectFrom('upload').select('token').execute()).toEqual([]);
  });

  test.each<[object, RegExp]>([
    [{}, /^1003: videoType is missing; set videoType, vodSessionKey or fileId$/],
    [{ videoType: '../mp4' }, /^1003: videoType must be an extension/],
    [{ videoType: 'mpd' }, /^1003: videoType is "mpd", a playlist/],
    [{ videoType: 'mp4', videoName: 'n'.repeat(256) }, /^1003: videoName must be text of at most 255 characters/],
    [{ videoType: 'mp4', coverType: 'jpg/../x' }, /^1003: coverType must be /],
    [{ videoType: 'mp4', storageRegion: 'ap-x' }, /^1003: storageRegion must be ""/],
    [{ videoType: 'mp4', ExpireTime: '2001-01-01T00:00:00Z' }, /^1003: ExpireTime must be in the future.* got 2001/],
    [{ videoType: 'mp4', ExpireTime: 5 }, /^1003: ExpireTime must be a time.* got 5/],
    [{ vodSessionKey: '../..' }, /^1004: Upload "\.\.\/\.\." not found, or it has ended/],
  ])('%j', async (body, expected) => {
    expect(await endOf('ApplyUploadUGC', { signature: sign(), ...body })).toMatch(expected);
  });

  test('an upload of another application', async () => {
    const vodSubAppId = await uploads.service.subApps.create('foreign', '');
    const { vodSessionKey } = await apply();
    const signature = sign({ vodSubAppId });
    for (const action of ['ApplyUploadUGC', 'CommitUploadUGC']) {
      expect(await endOf(action, { signature, vodSessionKey })).toMatch(/^1004: .* not found, or it has ended/);
    }
  });

  test('a commit without a file, and a file that is not a media file', async () => {
    const { vodSessionKey, video: { storagePath } = { storagePath: '' } } = await apply();
    const commit = { signature: sign(), vodSessionKey };
    expect(await endOf('CommitUploadUGC', commit)).toMatch(
      /^1005: The media file of this upload is missing or incomplete/,
    );
    await uploads.objects.put(vodSessionKey, storagePath.slice(1), Buffer.from('text'));
    expect(await endOf('CommitUploadUGC', commit)).toMatch(/^1006: The uploaded file is not a readable media/);
  });

  test('malformed requests', async () => {
    expect(await endOf('MakeCoffee', {})).toBe('1007: Action "MakeCoffee" not found (Action)');
    for (const [body, expected] of [
      ['', /^signature is missing/],
      ['{', /^The body is not valid JSON$/],
      ['[]', /^The body is not a JSON object$/],
      ['{"signature":{}}', /^signature must be text of at most 32768 characters, got \(not shown\)$/],
    ] as const) {
      const { body: answer } = await answerUgc(uploads.service, 'ApplyUploadUGC', Buffer.from(body));
      expect(answer).toEqual({ code: 1003, message: expect.stringMatching(expected), requestId: expect.any(String) });
    }
  });

  test('internal errors without details', async () => {
    const broken = await uploads.process();
    broken.uploads.begin = () => Promise.reject(new Error('secret detail'));
    const body = Buffer.from(JSON.stringify({ signature: sign(), ...video }));
    const { body: answer, fault } = await answerUgc(broken, 'ApplyUploadUGC', body);
    expect(answer).toMatchObject({
      code: 1500,
      message: expect.stringContaining('The log of the service has details'),
    });
    expect(fault).toMatchObject({ message: 'secret detail' });
  });
});
