import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientOf } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { FolderObjects } from '@cliploop/testing/folder-objects';
import { signUpload, type UploadParams, ugcBodyLimit } from '@cliploop/vod';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { credential, type Running, startService } from '../../support/service.ts';

let running: Running;
let objects: FolderObjects;
let folder: string;
let clip: string;
const lines: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-ugc-'));
  clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  objects = await FolderObjects.make();
  running = await startService({}, { objects }, pino({}, { write: (line) => lines.push(line) }));
}, 60_000);
afterAll(async () => {
  await running?.close();
  await objects?.close();
  await rm(folder, { recursive: true, force: true });
});

const page = { origin: 'https://page.example', 'content-type': 'application/json' };
const post = (query: string, body: string | Uint8Array<ArrayBuffer>, headers: object = page): Promise<Response> =>
  fetch(`http://${running.endpoint}/v3/index.php${query}`, { method: 'POST', body, headers: { ...headers } });

interface Answer {
  readonly code: number;
  readonly message: string;
  readonly data: Record<string, unknown> & { vodSessionKey: string; video: { storagePath: string; url: string } };
}

async function ask(action: string, body: object): Promise<Answer> {
  const response = await post(`?Action=${action}`, JSON.stringify(body));
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('cache-control')).toBe('no-store');
  return (await response.json()) as Answer;
}

let random = 0;
function sign(more: Partial<UploadParams> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const times = { currentTimeStamp: now, expireTime: now + 3600, random: ++random };
  return signUpload({ secretId: credential.secretId, ...times, ...more }, credential.secretKey);
}

test('answers a CORS preflight', async () => {
  const asked = { origin: page.origin, 'access-control-request-method': 'POST' };
  const { status, headers } = await fetch(`http://${running.endpoint}/v3/index.php?Action=ApplyUploadUGC`, {
    method: 'OPTIONS',
    headers: { ...asked, 'access-control-request-headers': 'content-type' },
  });
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('access-control-allow-methods')).toContain('POST');
  expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain('content-type');
  expect(headers.get('access-control-allow-credentials')).toBeNull();
});

test('uploads from a page, with the right media, task and log', async () => {
  const api = clientOf(running.endpoint);
  const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 }] };
  await api.CreateProcedureTemplate({ Name: 'preview', MediaProcessTask });
  const signature = sign({ procedure: 'preview', oneTimeValid: 1, sourceContext: 'ctx' });
  expect(await ask('PrepareUploadUGC', { signature })).toMatchObject({ code: 0, data: { cosRegionList: [{}] } });
  const file = { videoName: 'holiday', videoType: 'mp4', videoSize: 1, uploadFromWeb: true };
  const { data } = await ask('ApplyUploadUGC', { signature, ...file });
  await objects.put(data.vodSessionKey, data.video.storagePath, clip);
  const committed = await ask('CommitUploadUGC', { signature, vodSessionKey: data.vodSessionKey });
  expect(committed).toMatchObject({ code: 0, message: '', data: { video: { verify_content: '' } } });
  expect((await fetch(committed.data.video.url)).status).toBe(200);
  const FileId = String(committed.data.fileId);
  const { MediaInfoSet } = await api.DescribeMediaInfos({ FileIds: [FileId] });
  expect(MediaInfoSet).toMatchObject([
    { BasicInfo: { Name: 'holiday', SourceInfo: { SourceType: 'Upload', SourceContext: 'ctx' } } },
  ]);
  expect((await api.DescribeTasks({ FileId })).TaskSet).toHaveLength(1);
  expect((await ask('ApplyUploadUGC', { signature, ...file })).code).toBe(1002);

  const log = lines.join('');
  expect(log).toContain('"action":"CommitUploadUGC"');
  const { secretKey, token } = data.tempCertificate as { secretKey: string; token: string };
  for (const secret of [signature, secretKey, token, credential.secretKey]) expect(log).not.toContain(secret);
});

test('answers refusals with status 200', async () => {
  expect(await ask('ApplyUploadUGC', {})).toMatchObject({
    code: 1003,
    message: expect.stringMatching(/^signature is missing/),
  });
  expect(await ask('constructor', {})).toMatchObject({ code: 1007 });
  const { vodSessionKey } = (await ask('ApplyUploadUGC', { signature: sign(), videoType: 'mp4' })).data;
  expect(await ask('CommitUploadUGC', { signature: sign(), vodSessionKey })).toMatchObject({ code: 1005 });
  for (const [query, body, code] of [
    ['', '{}', 1007],
    ['?Action=CommitUploadUGC', 'not JSON', 1003],
    ['?Action=CommitUploadUGC', '', 1003],
    ['?Action=CommitUploadUGC', Buffer.alloc(ugcBodyLimit + 1, 32), 1003],
  ] as const) {
    const response = await post(query, body);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(await response.json()).toMatchObject({ code, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  }
});

test('accepts the longest contexts', async () => {
  const signature = sign({ sessionContext: '会'.repeat(1000), sourceContext: '来'.repeat(250), procedure: '' });
  expect((await ask('ApplyUploadUGC', { signature, videoName: '名'.repeat(255), videoType: 'mp4' })).code).toBe(0);
});

test('accepts requests without a type, and refuses other methods', async () => {
  const plain = await post('?Action=PrepareUploadUGC', JSON.stringify({ signature: sign() }), {});
  expect(await plain.json()).toMatchObject({ code: 0 });
  expect((await fetch(`http://${running.endpoint}/v3/index.php?Action=PrepareUploadUGC`)).status).toBe(404);
});

test('counts the actions in the metrics', async () => {
  await ask('PrepareUploadUGC', { signature: sign() });
  await ask('constructor', {});
  const text = await (await fetch(`${running.admin}/metrics`)).text();
  expect(text).toContain('cliploop_api_requests_total{action="PrepareUploadUGC",code="OK"}');
  expect(text).not.toContain('action="constructor"');
});
