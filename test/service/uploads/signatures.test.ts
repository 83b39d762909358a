import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientOf } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { signUpload, type UploadParams } from '@cliploop/vod';
import COS from 'cos-nodejs-sdk-v5';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { credential, type Running, startService } from '../../support/service.ts';

/* What a client upload signature must not do, with requests of the official clients. */

const MIB = 2 ** 20;
let running: Running;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-signatures-'));
  running = await startService({ CLIPLOOP_MAX_SOURCE: '4M', CLIPLOOP_SIGNATURE_BYTES: '12M' });
}, 60_000);
afterAll(async () => {
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Applied {
  readonly vodSessionKey: string;
  readonly storageBucket: string;
  readonly storageAppId: number;
  readonly storageRegionV5: string;
  readonly video: { readonly storagePath: string };
  readonly tempCertificate: { secretId: string; secretKey: string; token: string; expiredTime: number };
  readonly timestamp: number;
}

async function ask(action: string, body: object): Promise<{ code: number; message: string; data: Applied }> {
  const url = `http://${running.endpoint}/v3/index.php?Action=${action}`;
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers });
  return (await response.json()) as { code: number; message: string; data: Applied };
}

let random = 0;
function sign(more: Partial<UploadParams> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const times = { currentTimeStamp: now, expireTime: now + 3600, random: ++random };
  return signUpload({ secretId: credential.secretId, ...times, ...more }, credential.secretKey);
}

test('does not give out or change a media whose FileId is public', async () => {
  const clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  const api = clientOf(running.endpoint);
  const media = { subAppId: 0, file: clip, keep: true, name: 'private' } as const;
  const subAppId = await running.service.applications.resolve(0);
  const { fileId } = await running.service.media.add({ ...media, subAppId });
  const { MediaInfoSet } = await api.DescribeMediaInfos({ FileIds: [fileId] });
  const { MediaUrl = '', CoverUrl } = MediaInfoSet?.[0]?.BasicInfo ?? {};
  expect([MediaUrl, CoverUrl]).toEqual([expect.stringContaining(fileId), '']);

  const signature = sign({ oneTimeValid: 1 });
  const apply = await ask('ApplyUploadUGC', { signature, fileId, coverName: 'c', coverType: 'png', coverSize: 1 });
  expect(apply.code).toBe(1002);
  for (const action of ['PrepareUploadUGC', 'ApplyUploadUGC', 'CommitUploadUGC']) {
    const answers = [
      await ask(action, { signature, fileId, vodSessionKey: fileId }),
      await ask(action, { signature, fileId, videoType: 'mp4', coverType: 'png' }),
    ];
    expect(JSON.stringify(answers)).not.toContain(MediaUrl);
  }
  expect((await api.DescribeMediaInfos({ FileIds: [fileId] })).MediaInfoSet?.[0]?.BasicInfo?.CoverUrl).toBe('');
});

test('opens at most 100 uploads, which hold at most the bytes of their signature', { timeout: 120_000 }, async () => {
  const signature = sign();
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  for (let step = 0; step < 15; step++) {
    const some = Array.from({ length: 20 }, () => ask('ApplyUploadUGC', { signature, videoType: 'mp4' }));
    answers.push(...(await Promise.all(some)));
  }
  const opened = answers.filter(({ code }) => code === 0).map(({ data }) => data);
  expect(opened).toHaveLength(100);
  const refusals = new Set(answers.filter(({ code }) => code !== 0).map(({ code, message }) => `${code}: ${message}`));
  expect([...refusals]).toEqual([
    '1008: This signature has 100 open uploads, which is the limit; commit some of them, or wait until their credentials expire',
  ]);

  const ends: string[] = [];
  for (const { storageBucket, storageAppId, storageRegionV5: Region, ...data } of opened.slice(0, 2)) {
    const { secretId, secretKey, token, expiredTime } = data.tempCertificate;
    const keys = { TmpSecretId: secretId, TmpSecretKey: secretKey, SecurityToken: token };
    const sdk = new COS({
      Domain: running.endpoint,
      Protocol: 'http:',
      getAuthorization: (_, callback) =>
        callback({ ...keys, StartTime: data.timestamp, ExpiredTime: expiredTime } as never),
    });
    const object = { Bucket: `${storageBucket}-${storageAppId}`, Region, Key: data.video.storagePath.slice(1) };
    for (let upload = 0; upload < 4; upload++) {
      const { UploadId } = await sdk.multipartInit(object);
      const part = { ...object, UploadId, PartNumber: 1, Body: Buffer.alloc(4 * MIB) };
      const end = await sdk.multipartUpload(part).then(
        () => 'stored',
        (error: { code?: string; message?: string }) => `${error.code}: ${error.message}`,
      );
      ends.push(end);
      const rows = await running.service.db.selectFrom('cos_part').select('size').execute();
      expect(rows.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(12 * MIB);
    }
    // The third of an object ended the first.
    const left = running.service.db.selectFrom('cos_upload').select('upload_id').where('path', '=', object.Key);
    expect(await left.execute()).toHaveLength(2);
  }
  expect(ends).toContain('stored');
  expect(ends.at(-1)).toMatch(
    /^EntityTooLarge: The signature of this upload has 12582912 bytes in uploads that are not committed/,
  );
});
