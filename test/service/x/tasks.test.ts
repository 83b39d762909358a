import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AnimateOptions, animate, plan } from '@cliploop/core';
import { clientOf } from '@cliploop/testing/client';
import { credential } from '@cliploop/testing/credential';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { envOf, Site } from '../keys/support.ts';
import { RouteClient } from './client.ts';
import { codeOf, planOf, previewOf } from './picture-client.ts';
import { auditEntries } from './session-site.ts';
import { createTask, ended, getTask, started, type TaskAnimation } from './task-client.ts';

let site: Site;
let server: Started;
let client: RouteClient;
let media: string;
beforeAll(async () => {
  site = await Site.open();
  const fetching = { CLIPLOOP_FETCH_ALLOW: '127.0.0.1' };
  server = await site.start({ ...envOf(credential), ...fetching });
  await site.start({ ...fetching, CLIPLOOP_ROLE: 'worker' });
  client = await RouteClient.open(server.origin);
  media = await site.addMedia(server, 'clip');
}, 60_000);
afterAll(() => site?.close());

const api = () => clientOf(new URL(server.origin).host);

/** Settings and a segment, and the options of the library for them. */
const cases: [Settings: Record<string, unknown>, segment: object, options: Omit<AnimateOptions, 'input'>][] = [
  [{}, { EndTimeOffset: 0.5 }, { end: 0.5 }],
  [{ Fps: 'source', Loop: 'once' }, { StartTimeOffset: 1.25 }, { fps: 'source', loop: 1, start: 1.25 }],
  [
    { Format: 'webp', Width: '50%', Effort: 0, Loop: 3, Quality: 20 },
    { StartTimeOffset: -1, EndTimeOffset: -0.5 },
    { format: 'webp', width: '50%', effort: 0, loop: 3, quality: 20, start: -1, end: -0.5 },
  ],
  [
    { Width: 100, Height: 100, Fit: 'pad', Background: '#f00', Dither: 'ordered', Fps: '30000/1001' },
    { EndTimeOffset: 0.4 },
    { width: 100, height: 100, fit: 'pad', background: '#f00', dither: 'ordered', fps: '30000/1001', end: 0.4 },
  ],
  [
    { Width: 60, Height: 90, Fit: 'cover', Dither: 'none', Effort: 6, Fps: 29.97, Stream: 0, ResolutionAdaptive: true },
    { StartTimeOffset: 0.041708, EndTimeOffset: 0.5 },
    {
      ...{ width: 60, height: 90, fit: 'cover', dither: 'none', effort: 6, fps: 29.97, stream: 0 },
      ...{ resolutionAdaptive: true, start: 0.041708, end: 0.5 },
    },
  ],
  [
    {
      Crop: '10%,0,50%,80',
      Speed: '0.5x',
      Playback: 'boomerang',
      Width: 60,
      Height: 60,
      Fit: 'cover',
      Gravity: 'west',
    },
    { EndTimeOffset: 0.5 },
    {
      ...{
        crop: '10%,0,50%,80',
        speed: 0.5,
        playback: 'boomerang',
        width: 60,
        height: 60,
        fit: 'cover',
        gravity: 'west',
      },
      end: 0.5,
    },
  ],
  [
    { Crop: 'auto', Playback: 'reverse', Format: 'webp' },
    { StartTimeOffset: 0.5, EndTimeOffset: 1 },
    { crop: 'auto', playback: 'reverse', format: 'webp', start: 0.5, end: 1 },
  ],
  [
    { Format: 'avif', Width: 128, Quality: 60 },
    { StartTimeOffset: 0.5, EndTimeOffset: 1.5 },
    { format: 'avif', width: 128, quality: 60, start: 0.5, end: 1.5 },
  ],
  [
    { Seamless: 'crossfade', Crossfade: 0.2, MaxBytes: '12KB', Reduce: 'quality:20,size', Format: 'webp' },
    { StartTimeOffset: 0.5, EndTimeOffset: 1.2 },
    {
      ...{ seamless: 'crossfade', crossfade: 0.2, maxBytes: 12_000, reduce: 'quality:20,size' },
      ...{ format: 'webp', start: 0.5, end: 1.2 },
    },
  ],
  [
    { Seamless: 'find', SeamlessWindow: 0.3 },
    { StartTimeOffset: 0.4, EndTimeOffset: 1.4 },
    { seamless: 'find', seamlessWindow: 0.3, start: 0.4, end: 1.4 },
  ],
  [{ For: 'whatsapp-sticker' }, { EndTimeOffset: 0.6 }, { for: 'whatsapp-sticker', format: 'webp', end: 0.6 }],
];

test('makes the same bytes in a preview, in a task and with animate(), and plans them', async () => {
  const Animations = cases.map(([Settings, segment]) => ({ Settings, ...segment }));
  const taskId = await started(client, { FileId: media, Animations });
  const found = await ended(client, taskId);
  for (const [index, [Settings, segment, options]] of cases.entries()) {
    const {
      data = Buffer.alloc(0),
      frames,
      duration,
      loop,
      warnings,
    } = await animate({ ...options, input: site.clip });
    const md5 = createHash('md5').update(data).digest('hex');
    const shown = await previewOf(server, media, { Settings, ...segment });
    expect([shown.status, shown.facts.Md5, shown.facts.Cut]).toEqual([200, md5, []]);
    const { Definition, Settings: kept, Output, Facts } = found[index] as TaskAnimation;
    expect([Definition, kept]).toEqual([0, Settings]);
    expect(Output).toMatchObject({ Md5: md5, Size: data.length, Definition: 0, Container: options.format ?? 'gif' });
    const Warnings = warnings.map(({ code, message }) => ({ Code: code, Message: message }));
    expect(Facts).toMatchObject({ Frames: frames, Duration: duration, Loop: loop, Warnings });
    const planned = (await planOf(server, media, { Settings, ...segment })).json;
    const expected = await plan({ ...options, input: site.clip });
    expect(planned).toMatchObject({ Width: expected.width, Height: expected.height, Frames: expected.frames });
  }
  const animations = (await server.service.media.animations([media])).get(media) ?? [];
  expect(animations.map(({ md5 }) => md5).sort()).toEqual(found.map(({ Output }) => Output?.Md5).sort());
}, 90_000);

test('makes one animation of a media or of a URL with POST /x/v1/animations', async () => {
  const files = createServer((_, response) => createReadStream(site.clip).pipe(response));
  await once(files.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void files.close());
  const Url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/clip.mp4`;
  const { md5 } = await animate({ input: site.clip, width: 64, end: 0.3, speed: 2 });
  const body = { Settings: { Width: 64, Speed: 2 }, EndTimeOffset: 0.3 };
  const post = (more: object) => client.call({ method: 'POST', path: '/x/v1/animations', body: { ...body, ...more } });
  for (const source of [{ FileId: media }, { Url }]) {
    const { status, body: answer } = await post(source);
    expect(answer.Error ?? status).toBe(200);
    const [made, ...others] = await ended(client, String(answer.TaskId));
    expect(made).toMatchObject({ Status: 'SUCCESS', Settings: body.Settings, Output: { Md5: md5 } });
    expect(others).toEqual([]);
  }
  const refused = async (more: object) => (await post(more)).body.Error;
  expect(await refused({})).toMatchObject({
    Code: 'MissingParameter',
    Message: 'FileId is missing; give FileId or Url',
  });
  expect(await refused({ FileId: '1' })).toMatchObject({ Code: 'InvalidParameterValue.FileId' });
  expect(await refused({ FileId: media, Definition: 20000 })).toMatchObject({ Code: 'InvalidParameterValue' });
  expect(await refused({ FileId: media, Settings: undefined })).toMatchObject({ Code: 'MissingParameter' });
}, 60_000);

test('keeps the animations of one segment with other settings, and replaces one with the same', async () => {
  const file = await site.addMedia(server, 'once more');
  const animation = (Quality: number) => ({ Settings: { Quality, Width: 64 }, EndTimeOffset: 0.3 });
  const first = await ended(client, await started(client, { FileId: file, Animations: [animation(5), animation(90)] }));
  const [again] = await ended(client, await started(client, { FileId: file, Animations: [animation(90)] }));
  const [low, high] = first;
  expect(again?.Output).toMatchObject({ Md5: high?.Output?.Md5 });
  const answer = await api().request('DescribeMediaInfos', { FileIds: [file], Filters: ['animatedGraphicsInfo'] });
  const kept = answer.MediaInfoSet[0].AnimatedGraphicsInfo.AnimatedGraphicsSet as { Url: string }[];
  expect(kept.map(({ Url }) => Url).sort()).toEqual([low?.Output?.Url, again?.Output?.Url].sort());
}, 60_000);

test('shows official clients a task with Definition 0, and sends them its events', async () => {
  await api().request('ModifyEventConfig', { Mode: 'PULL' });
  const [, withTemplate] = [{ Settings: { Width: 32, Fps: 2 } }, { Definition: 20001, StartTimeOffset: 1 }];
  const body = {
    FileId: media,
    Animations: [{ Settings: { Width: 32, Fps: 2 }, EndTimeOffset: 1 }, withTemplate],
    ...{ SessionId: 'one', SessionContext: 'mine', TasksPriority: 3, TasksNotifyMode: 'Finish' },
  };
  const TaskId = await started(client, body);
  await ended(client, TaskId);
  const { ProcedureTask } = await api().request('DescribeTaskDetail', { TaskId });
  const inputs = [
    { Definition: 0, StartTimeOffset: 0, EndTimeOffset: 1 },
    { Definition: 20001, StartTimeOffset: 1, EndTimeOffset: 0 },
  ];
  const results = ProcedureTask.MediaProcessResultSet.map(
    (one: { AnimatedGraphicTask: object }) => one.AnimatedGraphicTask,
  );
  expect(results.map(({ Input }: { Input: object }) => Input)).toEqual(inputs);
  expect(results[0].Output).toMatchObject({ Definition: 0, Container: 'gif', Width: 32 });
  expect(ProcedureTask).toMatchObject({ SessionId: 'one', SessionContext: 'mine', TasksPriority: 3 });
  client.expectType('ProcedureTask', ProcedureTask);
  const { EventSet } = await api().request('PullEvents', {});
  const event = EventSet.find(
    ({ ProcedureStateChangeEvent: of }: { ProcedureStateChangeEvent?: { TaskId: string } }) => of?.TaskId === TaskId,
  );
  expect(event.ProcedureStateChangeEvent.MediaProcessResultSet[0].AnimatedGraphicTask.Input).toEqual(inputs[0]);
  expect((await getTask(client, TaskId)).body).toMatchObject({
    ...{ TaskType: 'Procedure', FileId: media, FileName: 'clip', TasksPriority: 3, TasksNotifyMode: 'Finish' },
    ...{ SessionId: 'one', SessionContext: 'mine' },
    Animations: [{ Settings: { Width: 32, Fps: 2 } }, { Definition: 20001, Settings: null, StartTimeOffset: 1 }],
  });
  const repeated = await createTask(client, body);
  expect([repeated.status, repeated.body.Error?.Code]).toEqual([400, 'InvalidParameterValue.SessionId']);
}, 60_000);

test('cuts a preview with settings to a long edge of 960 px, whichever options decide its size', async () => {
  const size = async (Settings: object) => {
    const { status, facts } = await previewOf(server, media, { Settings: { Fps: 1, ...Settings }, EndTimeOffset: 0.1 });
    return [status, facts.Width, facts.Height, facts.Cut];
  };
  expect(await size({ Width: '400%' })).toEqual([200, 960, 720, ['Size']]);
  expect(await size({ Width: 960 })).toEqual([200, 960, 720, []]);
  expect(await size({ Height: 960, Width: 1920, Fit: 'contain' })).toEqual([200, 960, 720, ['Size']]);
  expect(await size({ Height: 480, Width: 1920, Fit: 'pad' })).toEqual([200, 960, 240, ['Size']]);
  expect(await size({ Width: 16, Height: 1920 })).toEqual([200, 16, 960, ['Size']]);
}, 30_000);

test('reports settings that the media does not allow as errors of a task, and at once in a plan', async () => {
  const [failed] = await ended(
    client,
    await started(client, { FileId: media, Animations: [{ Settings: { Stream: 7 } }] }),
  );
  expect(failed).toMatchObject({ Status: 'FAIL', Output: null, Facts: null, Settings: { Stream: 7 } });
  const planned = await planOf(server, media, { Settings: { Stream: 7 } });
  expect(codeOf(planned)).toEqual([400, 'InvalidParameterValue']);
  expect(failed?.ErrCodeExt).toBe('InvalidInput.ConfigurationUnsupported');
  expect(failed?.Message).toContain('7');
}, 30_000);

test('records in the audit log who started a task with settings', async () => {
  const file = await site.addMedia(server, 'audited');
  await started(client, { FileId: file, Animations: [{ Settings: { Width: 16, Fps: 1 }, EndTimeOffset: 0.1 }] });
  const entries = async () => (await auditEntries(site, 'CreateTask')).map(({ object }) => object);
  await expect.poll(entries, { timeout: 10_000 }).toContain(`FileId=${file}`);
});

test('lists tasks by media, status and type, with their progress, page by page', async () => {
  const file = await site.addMedia(server, 'listed');
  const other = { Settings: { Stream: 9 } };
  const first = await started(client, { FileId: file, Animations: [{ Definition: 20000, EndTimeOffset: 0.5 }, other] });
  await ended(client, first);
  const second = await started(client, { FileId: file, Animations: [{ Settings: { Width: 16 }, EndTimeOffset: 0.1 }] });
  await ended(client, second);
  const list = async (query: string) => (await client.call({ path: `/x/v1/tasks?${query}` })).body;
  const idsOf = async (query: string) =>
    ((await list(query)).TaskSet as { TaskId: string }[]).map(({ TaskId }) => TaskId);
  const { TaskSet, ScrollToken } = await list(`FileId=${file}&Limit=1`);
  const ends = { TaskType: 'Procedure', Status: 'FINISH', FileId: file, FileName: 'listed', Progress: 100 };
  expect(TaskSet).toMatchObject([{ ...ends, TaskId: second, SubTasks: { Total: 1, Succeeded: 1, Failed: 0 } }]);
  const made = {
    Type: 'AnimatedGraphics',
    Definition: 0,
    Format: 'gif',
    Total: 1,
    Succeeded: 1,
    Failed: 0,
    Progress: 100,
  };
  expect(TaskSet).toMatchObject([{ Makes: made }]);
  const next = await list(`FileId=${file}&Limit=1&ScrollToken=${ScrollToken}`);
  const makes = { ...made, Definition: 20000, Total: 2, Failed: 1 };
  const failed = { ...ends, TaskId: first, SubTasks: { Total: 2, Succeeded: 1, Failed: 1 }, Makes: makes };
  expect(next).toMatchObject({ TaskSet: [failed], ScrollToken: '' });
  expect(await idsOf('Status=FINISH&TaskType=Procedure&Limit=2')).toEqual([second, first]);
  expect(await idsOf(`FileId=${file}&Status=WAITING`)).toEqual([]);
  expect(await idsOf('TaskType=PullUpload')).toEqual([]);
  expect(await idsOf(`FileId=${file}&SortBy=FinishTime&Order=Asc`)).toEqual([first, second]);
  const soon = new Date(Date.now() + 60_000).toISOString();
  expect(await idsOf(`FileId=${file}&CreatedBefore=${soon}`)).toEqual([second, first]);
  expect(await idsOf(`FileId=${file}&CreatedAfter=${soon}`)).toEqual([]);
  for (const [query, code] of [
    ['Status=DONE', 'InvalidParameterValue.Status'],
    ['TaskType=Pull', 'InvalidParameterValue'],
    ['ScrollToken=abc', 'InvalidParameterValue'],
    ['Limit=101', 'InvalidParameterValue'],
    ['Kind=1', 'UnknownParameter'],
  ]) {
    expect((await list(String(query))).Error?.Code).toBe(code);
  }
}, 60_000);
