import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clientOf } from '@cliploop/testing/client';
import { drawClip } from '@cliploop/testing/clip';
import { FolderObjects } from '@cliploop/testing/folder-objects';
import { type Receiver, receiver } from '@cliploop/testing/receiver';
import type { OpenApi } from '@cliploop/vod';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { appId, credential, type Running, startService } from '../../support/service.ts';

let running: Running;
let target: Receiver;
let folder: string;
let objects: FolderObjects;
let FileId: string;
let document: OpenApi;
let ajv: Ajv2020;
const asked = new Set<string>();

beforeAll(async () => {
  target = await receiver();
  folder = await mkdtemp(join(tmpdir(), 'cliploop-described-'));
  objects = await FolderObjects.make();
  running = await startService({ CLIPLOOP_FETCH_ALLOW: '127.0.0.1' }, { events: { longPollMs: 200 }, objects });
  await drawClip(join(folder, 'upload.mp4'), 'testsrc=size=160x120:rate=10:duration=1');
  FileId = await addMedia('one');
  document = (await (await fetch(`http://${running.endpoint}/openapi.json`)).json()) as OpenApi;
  ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(closed(document) as object, 'document');
}, 60_000);
afterAll(async () => {
  await running?.close();
  await target?.close();
  await objects?.close();
  await rm(folder, { recursive: true, force: true });
});

async function addMedia(name: string): Promise<string> {
  const file = join(folder, `${name}.mp4`);
  await drawClip(file, 'testsrc=size=160x120:rate=10:duration=2');
  return (await running.service.media.add({ subAppId: appId, file, name, sourceType: 'Upload' })).fileId;
}

/** The document with additional members forbidden, because a response must contain only described members. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, member]) => [name, closed(member)]));
  return 'properties' in copy && copy.type === 'object' ? { ...copy, additionalProperties: false } : copy;
}

function expectDescribed(schema: string, value: unknown): void {
  const check = ajv.getSchema(`document#/components/schemas/${schema}`);
  if (!check) throw new Error(`${schema} is not described`);
  expect(check(value) ? [] : check.errors, `${schema}: ${JSON.stringify(value)}`).toEqual([]);
}

type Answer = Record<string, unknown>;

/** Calls an action with the official client. @returns `Response`, checked against the document */
async function ask(action: string, params: object = {}): Promise<Answer> {
  const call = clientOf(running.endpoint).request(action, params) as Promise<Answer>;
  const Response = await call.catch((error: { code: string; message: string; requestId: string }) => ({
    Error: { Code: error.code, Message: error.message },
    RequestId: error.requestId,
  }));
  expectDescribed(`${action}Response`, { Response });
  if (!('Error' in Response)) asked.add(action);
  return Response;
}

async function finished(TaskId: unknown): Promise<Answer> {
  return vi.waitFor(
    async () => {
      const detail = await ask('DescribeTaskDetail', { TaskId });
      expect(detail.Status).toBe('FINISH');
      return detail;
    },
    { timeout: 30_000, interval: 100 },
  );
}

async function urlOf(fileId: string): Promise<string> {
  const media = await running.service.media.find(appId, fileId);
  return running.service.media.urlOf(media?.storageKey ?? '');
}

const codeOf = (answer: Answer): unknown => (answer.Error as { Code: string } | undefined)?.Code;

async function askForTemplatesTasksAndEvents(): Promise<void> {
  await ask('ModifyEventConfig', {
    Mode: 'PULL',
    UploadMediaCompleteEventSwitch: 'ON',
    DeleteMediaCompleteEventSwitch: 'ON',
  });
  expect(await ask('DescribeEventConfig')).toMatchObject({ Mode: 'PULL' });
  const { Definition } = await ask('CreateAnimatedGraphicsTemplate', { Fps: 5, Width: 128, Format: 'webp' });
  await ask('ModifyAnimatedGraphicsTemplate', { Definition, Quality: 62.5 });
  expect(await ask('DescribeAnimatedGraphicsTemplates')).toMatchObject({ TotalCount: 3 });

  const AnimatedGraphicTaskSet = [{ Definition, StartTimeOffset: 0.5, EndTimeOffset: 1 }, { Definition: 77 }];
  const MediaProcessTask = { AnimatedGraphicTaskSet, TranscodeTaskSet: [{ Definition: 10 }] };
  const { TaskId } = await ask('ProcessMedia', { FileId, MediaProcessTask });
  const { ProcedureTask } = (await finished(TaskId)) as { ProcedureTask: { MediaProcessResultSet: object[] } };
  expect(ProcedureTask.MediaProcessResultSet).toMatchObject([
    { AnimatedGraphicTask: { Status: 'SUCCESS' } },
    { AnimatedGraphicTask: { Status: 'FAIL' } },
    { TranscodeTask: { Status: 'FAIL' } },
  ]);

  await ask('CreateProcedureTemplate', { Name: 'flow', MediaProcessTask: { AnimatedGraphicTaskSet } });
  // Too many animations to finish before the abort.
  const much = { AnimatedGraphicTaskSet: Array.from({ length: 100 }, () => ({ Definition: 20001 })) };
  await ask('ResetProcedureTemplate', { Name: 'flow', MediaProcessTask: much, AiAnalysisTask: { Definition: 1 } });
  expect(await ask('DescribeProcedureTemplates')).toMatchObject({ TotalCount: 1 });
  const second = await ask('ProcessMediaByProcedure', { FileId, ProcedureName: 'flow', TasksPriority: -10 });
  await ask('ManageTask', { TaskId: second.TaskId, OperationType: 'Abort' });
  await ask('DeleteProcedureTemplate', { Name: 'flow' });
  await ask('DescribeTasks', { Limit: 1 });
  await ask('DeleteAnimatedGraphicsTemplate', { Definition });

  await ask('DeleteMedia', { FileId: await addMedia('two') });
  const pulled = [`http://${running.endpoint}/files/none.mp4`, await urlOf(FileId)];
  for (const MediaUrl of pulled) {
    const pull = await ask('PullUpload', { MediaUrl });
    expect(await finished(pull.TaskId)).toMatchObject({ TaskType: 'PullUpload', PullUploadTask: {} });
  }
  await ask('DescribeEventsState');
  const { EventSet } = (await ask('PullEvents')) as { EventSet: { EventHandle: string; EventType: string }[] };
  expect(new Set(EventSet.map(({ EventType }) => EventType))).toEqual(
    new Set(['ProcedureStateChanged', 'NewFileUpload', 'PullComplete', 'FileDeleted']),
  );
  await ask('ConfirmEvents', { EventHandles: EventSet.map(({ EventHandle }) => EventHandle) });
}

async function askForMediaClassesAndApplications(): Promise<void> {
  const CoverData = Buffer.from('GIF89a').toString('base64');
  const AddKeyFrameDescs = [{ TimeOffset: 1.5, Content: 'the goal' }];
  expect(await ask('ModifyMediaInfo', { FileId, CoverData, AddTags: ['a'], AddKeyFrameDescs })).toHaveProperty(
    'CoverUrl',
  );
  await ask('ModifyMediaInfo', { FileId, Name: 'renamed' });
  expect(await ask('DescribeMediaInfos', { FileIds: [FileId, '5000'] })).toMatchObject({
    MediaInfoSet: [{ AnimatedGraphicsInfo: {}, KeyFrameDescInfo: {}, MetaData: { VideoStreamSet: [{}] } }],
  });
  expect(await ask('SearchMedia', { Tags: ['a'], Filters: ['metaData'] })).toMatchObject({ TotalCount: 1 });
  const { ClassId } = await ask('CreateClass', { ParentId: -1, ClassName: 'class' });
  await ask('ModifyClass', { ClassId, ClassName: 'other' });
  await ask('DescribeAllClass');
  await ask('DeleteClass', { ClassId });
  const { VodSessionKey, MediaStoragePath } = await ask('ApplyUpload', { MediaType: 'mp4', CoverType: 'jpg' });
  await objects.put(String(VodSessionKey), String(MediaStoragePath), join(folder, 'upload.mp4'));
  await ask('CommitUpload', { VodSessionKey });
  await ask('ParseStreamingManifest', { MediaManifestContent: '#EXTM3U\n#EXTINF:4,\none.ts\n' });
  await ask('CreateSubAppId', { Name: 'other' });
  await ask('DescribeSubAppIds');
}

test('answers every action as the document describes', async () => {
  await askForTemplatesTasksAndEvents();
  // The media has an animation by now.
  await askForMediaClassesAndApplications();
  const described = Object.keys(document.paths).filter((path) => path.startsWith('/#'));
  expect(described.map((path) => path.slice(2)).toSorted()).toEqual([...asked].toSorted());
}, 60_000);

test('finds members that the document does not describe', () => {
  const RequestId = '6ca31e3a-6b8e-4b4e-9256-fdc700064ef3';
  expectDescribed('CreateClassResponse', { Response: { ClassId: 1, RequestId } });
  for (const Response of [{ ClassId: 1, More: 1, RequestId }, { ClassId: '1', RequestId }, { RequestId }]) {
    expect(() => expectDescribed('CreateClassResponse', { Response })).toThrow('CreateClassResponse');
  }
  const refused = { Error: { Code: 'InvalidParameterValue.Fps', Message: '' }, RequestId };
  expect(() => expectDescribed('CreateClassResponse', { Response: refused })).toThrow('CreateClassResponse');
});

test.each([
  ['CreateAnimatedGraphicsTemplate', { Fps: 61 }, 'InvalidParameterValue.Fps'],
  ['CreateAnimatedGraphicsTemplate', { Fps: 5, SubAppId: 77 }, 'InvalidParameterValue.SubAppId'],
  ['DeleteAnimatedGraphicsTemplate', { Definition: 20000 }, 'InvalidParameterValue'],
  ['ProcessMedia', { FileId: '5000' }, 'MissingParameter'],
  ['ProcessMediaByProcedure', { FileId: '5', ProcedureName: 'none' }, 'InvalidParameterValue.ProcedureName'],
  ['PullUpload', { MediaUrl: 'http://h/', Procedure: 'none' }, 'InvalidParameterValue'],
  ['PullUpload', { MediaUrl: 'http://h/', MediaType: 'mpd' }, 'FailedOperation.MediaType'],
  ['DescribeTaskDetail', { TaskId: 'none' }, 'InvalidParameterValue.TaskId'],
  ['DescribeMediaInfos', { FileIds: [] }, 'InvalidParameterValue.FileIdsEmpty'],
  ['ModifyMediaInfo', { FileId: '5000', ClassId: 77 }, 'InvalidParameterValue'],
  ['ModifyMediaInfo', { FileId: '5000', ClearSubtitles: 1 }, 'UnsupportedOperation'],
  ['DeleteMedia', { FileId: '5001' }, 'ResourceNotFound'],
  ['CreateClass', { ParentId: 77, ClassName: 'a' }, 'FailedOperation.ParentIdNoFound'],
  ['ConfirmEvents', { EventHandles: ['none'] }, 'InvalidParameterValue'],
  ['CreateSubAppId', { Name: '' }, 'InvalidParameterValue.Name'],
  ['ApplyUpload', { MediaType: '../mp4' }, 'InvalidParameterValue.MediaType'],
  ['ApplyUpload', { MediaType: 'mp4', Procedure: 'none' }, 'InvalidParameterValue'],
  ['ApplyUpload', { MediaType: 'mp4', ClassId: 77 }, 'InvalidParameterValue'],
  ['ApplyUpload', { MediaType: 'mp4', ExpireTime: '2001-01-01T00:00:00Z' }, 'InvalidParameterValue.ExpireTime'],
  ['CommitUpload', { VodSessionKey: 'none' }, 'InvalidParameterValue.VodSessionKey'],
])('refuses as the document describes: %s %j', async (action, params, code) => {
  expect(codeOf(await ask(action, params))).toBe(code);
});

test('sends callbacks as the document describes', async () => {
  await ask('ModifyEventConfig', {
    ...{ Mode: 'PUSH', NotificationUrl: target.url, SignKey: 'key123' },
    ...{ UploadMediaCompleteEventSwitch: 'ON', DeleteMediaCompleteEventSwitch: 'ON' },
  });
  await ask('ProcessMedia', { FileId, MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 77 }] } });
  await ask('DeleteMedia', { FileId: await addMedia('three') });
  await vi.waitFor(() => expect(target.bodies).toHaveLength(3), { timeout: 30_000 });
  for (const body of target.bodies) {
    expectDescribed('Callback', body);
    expect(body).toMatchObject({ Sign: expect.any(String), T: expect.any(Number) });
  }
}, 60_000);

test('serves the other paths of the document', async () => {
  const plain = Object.keys(document.paths).filter((path) => !/[#{]|^\/x\//.test(path));
  expect(plain).toEqual(['/healthz', '/readyz', '/openapi.json', '/reference']);
  for (const path of plain) {
    const { status, headers } = await fetch(`http://${running.endpoint}${path}`);
    const { get } = document.paths[path] as { get: { responses: { 200: { content: object } } } };
    expect([path, status]).toEqual([path, 200]);
    expect(headers.get('content-type')).toMatch(new RegExp(`^${Object.keys(get.responses[200].content)[0]}`));
  }
});

const tools = ['bash', 'curl', 'openssl'].every((tool) => spawnSync(tool, ['--help']).status === 0);

test.skipIf(!tools)('runs the curl example of the document', async () => {
  const [, recipe = ''] = /^```sh\n([\s\S]*?)^```$/m.exec(document.info.description) ?? [];
  const [, ...lines] = recipe.split('\n');
  expect(lines).toContain('  scope=$day/vod/tc3_request');
  const { secretId, secretKey } = credential;
  const env = { PATH: process.env.PATH, CLIPLOOP_SECRET_ID: secretId, CLIPLOOP_SECRET_KEY: secretKey };
  const script = `set -e\nHOST=${running.endpoint}\n${lines.join('\n')}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env });
  expect(JSON.parse(stdout)).toMatchObject({ Response: { TotalCount: 2 } });
});
