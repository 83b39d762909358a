import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Client, clientOf, refusal } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { finished } from '@cliploop/testing/finished';
import { serve, type Web } from '@cliploop/testing/web';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, startService } from '../../support/service.ts';

let running: Running;
let folder: string;
let api: Client;
let web: Web;
const gif = Buffer.from('GIF89a and so on');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-pull-'));
  const clip = join(folder, 'clip.mp4');
  await makeClip(clip, '-g', '24');
  const hls = ['-c', 'copy', '-f', 'hls', '-hls_time', '1', '-hls_playlist_type', 'vod', 'list.m3u8'];
  await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-i', clip, ...hls], { cwd: folder });
  const bytes = await readFile(clip);
  const file = (name: string) => async (_request: unknown, response: { end(bytes: Buffer): void }) =>
    response.end(await readFile(join(folder, name)));
  web = await serve({
    '/clip.mp4': (_request, response) => response.end(bytes),
    '/get.php': (_request, response) =>
      response.writeHead(200, { 'content-disposition': 'attachment; filename="Holiday 1.mov"' }).end(bytes),
    '/typed': (_request, response) => response.writeHead(200, { 'content-type': 'video/quicktime' }).end(bytes),
    '/cover.gif': (_request, response) => response.end(gif),
    '/list.m3u8': file('list.m3u8'),
    '/list0.ts': file('list0.ts'),
    '/list1.ts': file('list1.ts'),
    // Takes minutes, and is never so slow that it is given up.
    '/slow.mp4': (_request, response) => {
      response.writeHead(200, { 'content-length': 100_000_000 });
      const sending = setInterval(() => response.write(Buffer.alloc(16_384)), 100);
      response.once('close', () => clearInterval(sending));
    },
  });
  running = await startService({ CLIPLOOP_FETCH_ALLOW: `127.0.0.1:${web.port}` }, { events: { longPollMs: 200 } });
  api = clientOf(running.endpoint);
  await api.ModifyEventConfig({ Mode: 'PULL', UploadMediaCompleteEventSwitch: 'ON' });
  const AnimatedGraphicTaskSet = [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 }];
  await api.CreateProcedureTemplate({ Name: 'flow', MediaProcessTask: { AnimatedGraphicTaskSet } });
}, 60_000);
afterAll(async () => {
  await running?.close();
  await web?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const pull = async (path: string, more: object = {}): Promise<string> =>
  (await api.PullUpload({ MediaUrl: `${web.origin}${path}`, ...more })).TaskId ?? '';
const pulled = async (path: string, more: object = {}) => finished(api, await pull(path, more));

/** Pulls and confirms all events. @returns the events by their type */
async function events(): Promise<Map<string, unknown>> {
  const { EventSet = [] } = await api.PullEvents({});
  if (EventSet.length > 0) await api.ConfirmEvents({ EventHandles: EventSet.map((event) => event.EventHandle ?? '') });
  return new Map(EventSet.map((event) => [event.EventType ?? '', event]));
}

test('makes a media of a source with all given members and runs the task flow', async () => {
  while ((await events()).size > 0);
  const { ClassId = 0 } = await api.CreateClass({ ParentId: -1, ClassName: 'web' });
  const ExpireTime = '2999-01-31T08:00:00Z';
  const echo = { SessionContext: 'context', SessionId: 'once' };
  const given = { MediaName: 'Talk', ClassId, ExpireTime, SourceContext: 'from the web', ...echo, TasksPriority: 3 };
  const CoverUrl = `${web.origin}/cover.gif?key=secret`;
  const TaskId = await pull('/clip.mp4?key=secret', { ...given, CoverUrl, Procedure: 'flow' });
  expect(TaskId).toMatch(/^1500000001-Pull-[0-9a-f]{32}t0$/);
  expect(await refusal(pull('/clip.mp4', echo))).toMatch(/^InvalidParameterValue\.SessionId: /);
  // The task uses the task flow as it was at the request.
  await api.DeleteProcedureTemplate({ Name: 'flow' });

  const { TaskType, Status, ProcedureTask, PullUploadTask } = await finished(api, TaskId);
  expect({ TaskType, Status, ProcedureTask }).toEqual({ TaskType: 'PullUpload', Status: 'FINISH' });
  const { FileId = '', FileUrl = '', ProcedureTaskId = '', MediaBasicInfo } = PullUploadTask ?? {};
  expect(PullUploadTask).toMatchObject({
    ...{ TaskId, Status: 'FINISH', ErrCode: 0, Message: '', Progress: 100, MetaData: { Width: 320 }, ...echo },
    MediaBasicInfo: {
      ...{ Name: 'Talk', Type: 'mp4', ClassId, ClassName: 'web', ExpireTime, MediaUrl: FileUrl },
      SourceInfo: { SourceType: 'Upload', SourceContext: 'from the web' },
    },
  });
  const cover = await fetch(MediaBasicInfo?.CoverUrl ?? '');
  expect(Buffer.from(await cover.arrayBuffer())).toEqual(gif);

  const procedure = await finished(api, ProcedureTaskId);
  expect(procedure.ProcedureTask).toMatchObject({
    ...{ FileId, FileName: 'Talk', FileUrl, TasksPriority: 3, SessionContext: 'context', SessionId: '' },
    MediaProcessResultSet: [{ AnimatedGraphicTask: { Status: 'SUCCESS' } }],
  });
  const received = await events();
  expect([...received.keys()].sort()).toEqual(['NewFileUpload', 'ProcedureStateChanged', 'PullComplete']);
  expect(received.get('PullComplete')).toMatchObject({ PullCompleteEvent: PullUploadTask });
  expect(received.get('NewFileUpload')).toMatchObject({ FileUploadEvent: { FileId, ProcedureTaskId } });
  const { TaskSet } = await api.DescribeTasks({ FileId });
  expect(TaskSet?.map((task) => task.TaskType).sort()).toEqual(['Procedure', 'PullUpload']);
  const pulls = running.service.db.selectFrom('sub_task').select('input').where('position', '=', -1);
  const rows = await pulls.where('task_id', '=', TaskId).execute();
  expect(rows).toEqual([{ input: {} }]);
});

test.each([
  ['/clip.mp4', {}, 'clip', 'mp4'],
  ['/get.php?id=3', {}, 'Holiday 1', 'mov'],
  ['/get.php?id=3', { MediaName: 'a.b', MediaType: 'MP4' }, 'a.b', 'mp4'],
  ['/typed', {}, 'typed', 'mov'],
  ['/list.m3u8', {}, 'list', 'ts'],
  ['/list.m3u8', { MediaType: 'm3u8', MediaName: 'playlist.m3u8' }, 'playlist.m3u8', 'ts'],
])('names the media of %s %j %s.%s', async (path, more, Name, Type) => {
  const { PullUploadTask } = await pulled(path, more);
  expect(PullUploadTask).toMatchObject({
    ErrCode: 0,
    ProcedureTaskId: '',
    MediaBasicInfo: { Name, Type, CoverUrl: '', ExpireTime: '9999-12-31T23:59:59Z', ClassId: 0 },
    MetaData: { Width: 320 },
  });
});

test('accepts a playlist as the Url of ProcessMedia', async () => {
  const AnimatedGraphicTaskSet = [{ Definition: 20000, StartTimeOffset: 0.5, EndTimeOffset: 1.5 }];
  const wanted = { FileId: '', Url: `${web.origin}/list.m3u8`, MediaProcessTask: { AnimatedGraphicTaskSet } };
  const { TaskId } = await api.ProcessMedia(wanted as never);
  const { ProcedureTask } = await finished(api, TaskId);
  expect(ProcedureTask).toMatchObject({
    FileName: 'list',
    MediaProcessResultSet: [{ AnimatedGraphicTask: { Status: 'SUCCESS' } }],
  });
});

test.each([
  ['/none.gif', /^The cover was not added: http:\/\/127\.0\.0\.1:\d+\/none\.gif: the server answered with status 404/],
  ['/clip.mp4', /^The cover was not added: the file is not a GIF, JPEG or PNG image$/],
])('leaves the cover empty when it cannot be fetched: %s', async (path, message) => {
  const { PullUploadTask } = await pulled('/clip.mp4', { CoverUrl: `${web.origin}${path}?key=secret` });
  expect(PullUploadTask).toMatchObject({ ErrCode: 0, MediaBasicInfo: { CoverUrl: '' } });
  expect(PullUploadTask?.Message).toMatch(message);
  expect(PullUploadTask?.Message).not.toContain('secret');
});

test('aborts waiting and running pulls, and sends their events', async () => {
  while ((await events()).size > 0);
  // An application alone has eight downloads at a time, and one more waits.
  const tasks = await Promise.all(Array.from({ length: 8 }, () => pull('/slow.mp4')));
  // Tasks of the tests before may still be processed, and are not counted.
  const states = () => Promise.all(tasks.map(async (TaskId) => (await api.DescribeTaskDetail({ TaskId })).Status));
  await expect.poll(states, { timeout: 20_000 }).toEqual(Array(8).fill('PROCESSING'));
  const waiting = await pull('/slow.mp4', { SessionContext: 'waits' });
  expect(await api.DescribeTaskDetail({ TaskId: waiting })).toMatchObject({
    ...{ Status: 'WAITING', BeginProcessTime: '' },
    PullUploadTask: { Status: 'PROCESSING', ErrCode: 0, FileId: '', MediaBasicInfo: null, MetaData: null, Progress: 0 },
  });
  for (const TaskId of [waiting, ...tasks]) await api.ManageTask({ TaskId, OperationType: 'Abort' });
  const aborted = { Status: 'FINISH', ErrCode: 70000, Message: 'The task was aborted', FileId: '' };
  for (const TaskId of [waiting, ...tasks]) {
    expect(await finished(api, TaskId)).toMatchObject({ Status: 'ABORTED', PullUploadTask: aborted });
  }
  expect(await refusal(api.ManageTask({ TaskId: waiting, OperationType: 'Abort' }))).toMatch(/has already ended/);
  const { EventSet = [] } = await api.PullEvents({});
  expect(EventSet).toMatchObject(Array(9).fill({ EventType: 'PullComplete', PullCompleteEvent: aborted }));
  // New downloads can run again.
  expect((await pulled('/clip.mp4')).PullUploadTask?.ErrCode).toBe(0);
}, 60_000);

test('refuses invalid requests immediately', async () => {
  const url = 'must be an absolute http:// or https:// URL, got (not shown)';
  const refused = (params: object) => refusal(api.PullUpload({ MediaUrl: 'http://h/a.mp4', ...params }));
  expect(await refused({ MediaUrl: 'ftp://h/a.mp4' })).toBe(`InvalidParameterValue.MediaUrl: MediaUrl ${url}`);
  expect(await refused({ CoverUrl: 'a.gif' })).toBe(`InvalidParameterValue.CoverUrl: CoverUrl ${url}`);
  expect(await refused({ MediaType: 'MPD' })).toBe(
    'FailedOperation.MediaType: MediaType must be the extension of a media file or m3u8, got "MPD": DASH is not supported',
  );
  expect(await refused({ ClassId: 777 })).toBe('InvalidParameterValue: Class 777 not found (ClassId)');
  expect(await refused({ Procedure: 'none' })).toBe('InvalidParameterValue: Task flow "none" not found (Procedure)');
  expect(await refused({ ExpireTime: '2020-01-01T00:00:00Z' })).toMatch(
    /^InvalidParameterValue\.ExpireTime: ExpireTime must be in the future, or 9999-12-31T23:59:59Z for never, got 2020-01-01T00:00:00\.000Z/,
  );
});
