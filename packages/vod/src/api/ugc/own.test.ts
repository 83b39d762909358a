import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { appId, flow, pair, UploadService } from '../../domain/upload/testing/upload-service.js';
import { signUpload, type UploadParams } from '../../wire/signature/upload.js';
import { answerUgc } from './answer.js';

/* A client upload signature must read and change nothing but its own uploads, and the cover that it names. */

const other = { secretId: 'AKIDother', secretKey: 'other-secret' };
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
let uploads: UploadService;
let random = 0;
beforeAll(async () => {
  uploads = await UploadService.start();
}, 60_000);
afterAll(() => uploads?.close());
beforeEach(async () => {
  await uploads.clear();
  await uploads.service.keyPairs.put(pair, 'test');
  await uploads.service.keyPairs.put(other, 'test');
});

function sign(more: Partial<UploadParams> = {}, { secretId, secretKey } = pair): string {
  const now = Math.floor(Date.now() / 1000);
  const times = { currentTimeStamp: now, expireTime: now + 3600, random: ++random };
  return signUpload({ secretId, ...times, ...more }, secretKey);
}

interface Data {
  readonly video: { readonly storagePath: string; readonly url: string };
  readonly cover: { readonly storagePath: string; readonly url: string };
  readonly vodSessionKey: string;
  readonly fileId: string;
  readonly tempCertificate: { readonly secretId: string };
}

async function ask(action: string, body: object): Promise<{ code: number; message: string; data: Data }> {
  const { body: answer, fault } = await answerUgc(uploads.service, action, Buffer.from(JSON.stringify(body)));
  if (fault !== undefined) throw fault;
  return answer as never;
}

async function dataOf(action: string, body: object): Promise<Data> {
  const { code, message, data } = await ask(action, body);
  expect([code, message]).toEqual([0, '']);
  return data;
}

const endOf = async (action: string, body: object): Promise<string> => {
  const { code, message } = await ask(action, body);
  return `${code}: ${message}`;
};

const video = { videoName: 'clip', videoType: 'mp4' };
const put = ({ vodSessionKey, video: { storagePath } }: Data): Promise<void> =>
  uploads.objects.put(vodSessionKey, storagePath.slice(1), uploads.clip);

/** A media whose FileId everybody can read in the address of one of its GIFs. */
async function privateMedia(): Promise<{ fileId: string; storageKey: string }> {
  const { FileId } = await uploads.commit((await uploads.uploaded()).VodSessionKey);
  const { storage_key } = await uploads.database.db
    .selectFrom('media')
    .select('storage_key')
    .where('file_id', '=', FileId)
    .executeTakeFirstOrThrow();
  return { fileId: FileId, storageKey: storage_key ?? '' };
}

describe('a cover change', () => {
  const coverOf = async (fileId: string) => (await uploads.service.media.find(appId, fileId))?.coverKey;

  test('is refused for a signature that is not bound to the FileId, and answers no address', async () => {
    const { fileId, storageKey } = await privateMedia();
    for (const more of [
      { oneTimeValid: 1 },
      {},
      { fileId: '5000' },
      { fileId: `${fileId}0` },
      { fileId: `0${fileId}` },
    ]) {
      const answer = await ask('ApplyUploadUGC', { signature: sign(more), fileId, coverName: 'c', coverType: 'png' });
      expect([answer.code, answer.message]).toEqual([
        1002,
        `signature does not permit to change the cover of media "${fileId}"; request a signature whose fileId is this media`,
      ]);
      expect(JSON.stringify(answer)).not.toContain(storageKey);
    }
    expect(await coverOf(fileId)).toBeNull();
    expect(await uploads.database.db.selectFrom('upload').select('token').where('wish', 'is', null).execute()).toEqual(
      [],
    );
  });

  test('answers the address of the cover, but not that of the media, also when it is repeated and by CommitUpload', async () => {
    const { fileId, storageKey } = await privateMedia();
    const signature = sign({ fileId, oneTimeValid: 1 });
    const data = await dataOf('ApplyUploadUGC', { signature, fileId, coverName: 'c', coverType: 'png' });
    const { vodSessionKey } = data;
    await uploads.objects.put(vodSessionKey, data.cover.storagePath.slice(1), png);
    for (let times = 0; times < 2; times++) {
      const end = await dataOf('CommitUploadUGC', { signature, vodSessionKey });
      expect(end).toEqual({ fileId, cover: { url: `http://files/files/${await coverOf(fileId)}` } });
      expect(JSON.stringify(end)).not.toContain(storageKey);
    }
    expect(await uploads.commit(vodSessionKey)).toMatchObject({ FileId: fileId, MediaUrl: '' });
  });

  test('needs the media to exist in the application of the signature', async () => {
    const { fileId } = await privateMedia();
    const vodSubAppId = await uploads.service.subApps.create('foreign', '');
    const cover = { fileId, coverName: 'c', coverType: 'png' };
    expect(await endOf('ApplyUploadUGC', { signature: sign({ vodSubAppId, fileId }), ...cover })).toBe(
      `1005: Media "${fileId}" not found (fileId)`,
    );
    expect(await endOf('ApplyUploadUGC', { signature: sign({ fileId: '5000' }), ...cover, fileId: '5000' })).toBe(
      '1005: Media "5000" not found (fileId)',
    );
    expect(await endOf('ApplyUploadUGC', { signature: sign({ fileId }), fileId })).toMatch(
      /^1003: coverType is missing/,
    );
  });

  test('is all that its signature permits', async () => {
    const { fileId } = await privateMedia();
    const signature = sign({ fileId });
    expect(await endOf('ApplyUploadUGC', { signature, ...video })).toBe(
      `1002: signature permits only to change the cover of media "${fileId}", but the request has no fileId; request another signature`,
    );
  });
});

describe('an upload of somebody else', () => {
  const unknown = (key: string) =>
    `1004: Upload "${key}" not found, or it has ended (VodSessionKey); begin a new upload`;
  const mine: Partial<UploadParams> = { sourceContext: 'user-7', procedure: flow };

  test.each<[string, Partial<UploadParams>, typeof pair]>([
    ['another user', { ...mine, sourceContext: 'user-8' }, pair],
    ['no user', { procedure: flow }, pair],
    ['another task flow', { sourceContext: 'user-7' }, pair],
    ['another class', { ...mine, classId: 0, sessionContext: 'x' }, pair],
    ['another priority', { ...mine, taskPriority: 10 }, pair],
    ['another notification mode', { ...mine, taskNotifyMode: 'None' }, pair],
    ['a cover', { ...mine, fileId: '5000' }, pair],
    ['another one-time upload', { ...mine, sourceContext: 'user-8', oneTimeValid: 1 }, pair],
    ['another key pair', mine, other],
  ])('is not resumed, read or committed with a signature for %s', async (_, permitted, keyPair) => {
    const data = await dataOf('ApplyUploadUGC', { signature: sign(mine), ...video });
    const { vodSessionKey } = data;
    await put(data);
    const theirs = () => sign(permitted, keyPair);
    expect(await endOf('ApplyUploadUGC', { signature: theirs(), vodSessionKey })).toBe(unknown(vodSessionKey));
    expect(await endOf('CommitUploadUGC', { signature: theirs(), vodSessionKey })).toBe(unknown(vodSessionKey));
    expect(await uploads.database.db.selectFrom('media').select('file_id').execute()).toEqual([]);
    // A refused one-time signature is not used up.
    expect(await uploads.database.db.selectFrom('upload_mark').select('mark').execute()).toEqual([]);
    await dataOf('CommitUploadUGC', { signature: sign(mine), vodSessionKey });
    // The answer of a repeated commit has the address of the media.
    expect(await endOf('CommitUploadUGC', { signature: theirs(), vodSessionKey })).toBe(unknown(vodSessionKey));
  });

  test('is not resumed, read or committed with a signature when a key pair began it', async () => {
    const { VodSessionKey: vodSessionKey } = await uploads.uploaded();
    for (let times = 0; times < 2; times++) {
      expect(await endOf('ApplyUploadUGC', { signature: sign(), vodSessionKey })).toBe(unknown(vodSessionKey));
      expect(await endOf('CommitUploadUGC', { signature: sign(), vodSessionKey })).toBe(unknown(vodSessionKey));
      await uploads.commit(vodSessionKey);
    }
  });

  test('is not found by its paths and credentials', async () => {
    const data = await dataOf('ApplyUploadUGC', { signature: sign(), ...video });
    const guesses = [
      data.tempCertificate.secretId,
      ...data.video.storagePath.split(/[/.]/),
      data.vodSessionKey.toUpperCase(),
    ];
    for (const vodSessionKey of guesses.filter((guess) => guess !== '')) {
      expect(await endOf('ApplyUploadUGC', { signature: sign(), vodSessionKey })).toMatch(/^1004: /);
    }
  });

  test('is finished with any signature of its application when it is from before owners were recorded', async () => {
    const data = await dataOf('ApplyUploadUGC', { signature: sign(mine), ...video });
    await put(data);
    const { db } = uploads.database;
    await db.updateTable('upload').set({ key_id: null, signature: null, permit: null }).execute();
    const { vodSessionKey } = data;
    await dataOf('ApplyUploadUGC', { signature: sign(), vodSessionKey });
    expect(await uploads.service.uploads.grants.find(data.tempCertificate.secretId)).toBeDefined();
    await dataOf('CommitUploadUGC', { signature: sign(), vodSessionKey });
  });
});

test('ends the credentials of an upload with the key pair that opened it', async () => {
  const data = await dataOf('ApplyUploadUGC', { signature: sign({}, other), ...video });
  const { grants } = uploads.service.uploads;
  const { secretId } = data.tempCertificate;
  expect(await grants.find(secretId)).toBeDefined();
  await uploads.service.keyPairs.disable(other.secretId);
  expect(await grants.find(secretId)).toBeUndefined();
  await uploads.service.keyPairs.put(other, 'test');
  expect(await grants.find(secretId)).toBeDefined();
});

describe('a key pair that is disabled while a commit reads the file', () => {
  /** Runs a change before the media is added, which takes longer than the time after which a signature is checked again. */
  const whileReading = (change: () => Promise<unknown>): void => {
    const { media } = uploads.service;
    const add = media.add.bind(media);
    vi.spyOn(media, 'add').mockImplementationOnce(async (added) => {
      await change();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return add(added);
    });
  };
  const countMedia = async (): Promise<number> =>
    (await uploads.database.db.selectFrom('media').select('file_id').execute()).length;

  test('adds no media to the upload of another key pair', async () => {
    const { VodSessionKey } = await uploads.uploaded();
    const before = await countMedia();
    whileReading(() => uploads.service.keyPairs.disable(other.secretId));
    const commit = () => uploads.service.uploads.commit(appId, VodSessionKey, { keyId: other.secretId });
    await expect(commit()).rejects.toThrow('not found');
    expect(await countMedia()).toBe(before);
    await uploads.service.keyPairs.put(other, 'test');
    expect((await commit()).fileId).toMatch(/^\d+$/);
  });

  test('adds no media to its own upload, and is not told its URL when its secret key was replaced', async () => {
    for (const [change, code] of [
      [() => uploads.service.keyPairs.disable(pair.secretId), 1004],
      [() => uploads.service.keyPairs.change(pair.secretId, { secretKey: 'another-secret-key' }), 1001],
    ] as const) {
      await uploads.service.keyPairs.put(pair, 'test');
      const data = await dataOf('ApplyUploadUGC', { signature: sign(), ...video });
      await put(data);
      whileReading(change);
      const body = { signature: sign(), vodSessionKey: data.vodSessionKey };
      const answer = await ask('CommitUploadUGC', body);
      expect([answer.code, answer.data]).toEqual([code, undefined]);
    }
  });
});
