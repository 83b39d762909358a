import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, clientOf, refusal } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { finished } from '@cliploop/testing/finished';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, startService } from '../../support/service.ts';

let running: Running;
let web: Server;
let folder: string;
let api: Client;
let origin: string;

const answers: Record<string, RequestListener> = {
  '/films/My%20clip.mp4': async (_request, response) => response.end(await readFile(join(folder, 'clip.mp4'))),
  '/text.mp4': (_request, response) => response.end('this is no video'),
  '/moved.mp4': (_request, response) => response.writeHead(302, { location: 'http://127.0.0.2:9/' }).end(),
  '/large.mp4': (_request, response) => response.writeHead(200, { 'content-length': 2 ** 20 + 1 }).write('x'),
  // Never more than its beginning.
  '/slow.mp4': (_request, response) => response.writeHead(200, { 'content-length': 1_000 }).write('x'),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-url-'));
  await makeClip(join(folder, 'clip.mp4'));
  web = createServer((request, response) => {
    const answer = answers[(request.url ?? '').split('?')[0] ?? ''];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const { port } = web.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  const settings = { CLIPLOOP_FETCH_ALLOW: `127.0.0.1:${port}`, CLIPLOOP_MAX_SOURCE: '1M' };
  running = await startService(settings, { events: { longPollMs: 200 } });
  api = clientOf(running.endpoint);
  await api.ModifyEventConfig({ Mode: 'PULL', UploadMediaCompleteEventSwitch: 'ON' });
}, 60_000);
afterAll(async () => {
  await running?.close();
  web?.closeAllConnections();
  web?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const MediaProcessTask = {
  AnimatedGraphicTaskSet: [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 }],
  TranscodeTaskSet: [{ Definition: 10 }],
};

// The types of the SDK do not have this parameter yet.
const start = (Url: string, more: object = {}) =>
  api.ProcessMedia({ FileId: '', Url, MediaProcessTask, ...more } as never) as Promise<{ TaskId?: string }>;

/** Removes the events of earlier tasks from the queue. */
async function confirmAll(): Promise<void> {
  for (;;) {
    const { EventSet = [] } = await api.PullEvents({});
    if (EventSet.length === 0) return;
    await api.ConfirmEvents({ EventHandles: EventSet.map(({ EventHandle = '' }) => EventHandle) });
  }
}

test('makes a media of a URL and runs the task on it', async () => {
  await confirmAll();
  const { TaskId = '' } = await start(`${origin}/films/My%20clip.mp4?key=secret`, { SessionContext: 'url' });
  const { Status, ProcedureTask } = await finished(api, TaskId);
  expect(Status).toBe('FINISH');
  const { FileId = '', FileName, FileUrl = '', MetaData, MediaProcessResultSet } = ProcedureTask ?? {};
  expect(FileName).toBe('My clip');
  expect(MetaData).toMatchObject({ Width: 320, Height: 240 });
  expect(
    MediaProcessResultSet?.map(({ AnimatedGraphicTask, TranscodeTask }) => [
      (AnimatedGraphicTask ?? TranscodeTask)?.Status,
    ]),
  ).toEqual([['SUCCESS'], ['FAIL']]);
  const original = Buffer.from(await (await fetch(FileUrl)).arrayBuffer());
  expect(original.equals(await readFile(join(folder, 'clip.mp4')))).toBe(true);
  const { MediaInfoSet } = await api.DescribeMediaInfos({ FileIds: [FileId] });
  expect(MediaInfoSet?.[0]).toMatchObject({
    BasicInfo: { Name: 'My clip', Type: 'mp4' },
    AnimatedGraphicsInfo: { AnimatedGraphicsSet: [{ Definition: 20000 }] },
  });

  const { EventSet = [] } = await api.PullEvents({});
  expect(EventSet.map(({ EventType }) => EventType)).toEqual(['NewFileUpload', 'ProcedureStateChanged']);
  expect(EventSet[0]?.FileUploadEvent).toMatchObject({
    FileId,
    MediaBasicInfo: { Name: 'My clip', MediaUrl: FileUrl, Type: 'mp4', ClassId: 0 },
    ProcedureTaskId: TaskId,
    MetaData: { Width: 320 },
  });
  const pulls = running.service.db.selectFrom('sub_task').select('input').where('position', '=', -1);
  expect(await pulls.where('task_id', '=', TaskId).execute()).toEqual([{ input: {} }]);
});

test.each([
  ['/text.mp4', 'SourceFileError.ContentMalformed', 60000, /^The input is not a video: /],
  ['/nothing.mp4', 'SourceFileError.DownloadNotAccessible', 60000, /404/],
  ['/moved.mp4', 'SourceFileError.DownloadNotAccessible', 60000, /127\.0\.0\.2/],
  ['/large.mp4', 'SourceFileError.ContentUnsupported', 60000, /1048576/],
])('fails the task for %s', async (path, code, number, message) => {
  const { TaskId = '' } = await start(`${origin}${path}?key=secret`);
  const { Status, ProcedureTask } = await finished(api, TaskId);
  expect([Status, ProcedureTask?.FileId]).toEqual(['FINISH', '']);
  const failed = ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask;
  expect(failed).toMatchObject({ Status: 'FAIL', ErrCodeExt: code, ErrCode: number, Progress: 100 });
  expect(failed?.Message).toMatch(message);
  expect(failed?.Message).not.toContain('secret');
  expect(failed?.Message).not.toContain(tmpdir());
});

test('ends an aborted pull and leaves nothing behind', async () => {
  const { TaskId = '' } = await start(`${origin}/slow.mp4`);
  await api.ManageTask({ TaskId, OperationType: 'Abort' });
  const { Status, ProcedureTask } = await finished(api, TaskId);
  expect([Status, ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Message]).toEqual([
    'ABORTED',
    'The task was aborted',
  ]);
  await expect
    .poll(async () => (await running.service.tasks.countUnfinished()).map(({ count }) => count))
    .toEqual([0, 0, 0, 0]);
});

test('refuses invalid requests immediately', async () => {
  const url = 'InvalidParameterValue: Url must be an absolute http:// or https:// URL, got (not shown)';
  expect(await refusal(start('ftp://example.org/a.mp4'))).toBe(url);
  expect(await refusal(start('a.mp4'))).toBe(url);
  expect(await refusal(start(''))).toBe('MissingParameter: FileId is missing; give FileId or Url');
  expect(await refusal(start(`http://h/${'a'.repeat(8_200)}`))).toBe(
    'InvalidParameterValue: Url must be text of at most 8192 characters, got (not shown)',
  );
});
