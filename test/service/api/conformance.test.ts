import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientOf, ways } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { FolderObjects } from '@cliploop/testing/folder-objects';
import { serve, type Web } from '@cliploop/testing/web';
import { actions } from '@cliploop/vod/internals';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Running, startService } from '../../support/service.ts';
import { answers } from './answers.ts';
import { Checked } from './checked.ts';

/* The official client, unmodified, calls every action with each of its ways to sign and send. */

let running: Running;
let folder: string;
let clip: string;
let web: Web;
let objects: FolderObjects;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-conformance-'));
  clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  const bytes = await readFile(clip);
  web = await serve({ '/clip.mp4': (_request, response) => response.end(bytes) });
  objects = await FolderObjects.make();
  const tuning = { events: { longPollMs: 200 }, objects };
  running = await startService({ CLIPLOOP_FETCH_ALLOW: '127.0.0.1' }, tuning);
}, 120_000);
afterAll(async () => {
  await running?.close();
  await web?.close();
  await objects?.close();
  await rm(folder, { recursive: true, force: true });
});

test('covers every action', () => {
  expect(Object.keys(answers).sort()).toEqual(actions.map(({ name }) => name).sort());
});

test.each(ways)('answers every action as defined in the contract, $signMethod by $reqMethod', async (way) => {
  const api = new Checked(clientOf(running.endpoint, way));
  // Each run has its own application, so that it does not see the data of the others.
  const SubAppId = await application(api, `应用 ✓ ${way.signMethod} &=? ${way.reqMethod}`);
  const media = { subAppId: SubAppId, file: clip, keep: true, name: '片.mp4', sourceType: 'Upload' } as const;
  const { fileId } = await running.service.media.add(media);
  await templates(api, SubAppId);
  await classesAndMedia(api, SubAppId, fileId);
  await flowsTasksAndEvents(api, SubAppId, fileId);
  await uploads(api, SubAppId);
  await manifests(api);
  await pulls(api, SubAppId);
  expect([...api.called].sort()).toEqual(actions.map(({ name }) => name).sort());
});

async function application(api: Checked, Name: string): Promise<number> {
  const { SubAppId = 0 } = await api.call('CreateSubAppId', { Name, Description: '简介', Mode: 'fileid' });
  const { SubAppIdInfoSet } = await api.call('DescribeSubAppIds', { Name, Offset: 0, Limit: 1 });
  expect(SubAppIdInfoSet).toMatchObject([{ SubAppId, Name, Description: '简介' }]);
  return SubAppId;
}

async function templates(api: Checked, SubAppId: number): Promise<void> {
  const given = { Width: 128, Height: 0, Format: 'webp', Quality: 62.5, Name: '动图 ✓ &=?', Comment: '+ %20' };
  const { Definition = 0 } = await api.call('CreateAnimatedGraphicsTemplate', { Fps: 60, ...given, SubAppId });
  await api.call('ModifyAnimatedGraphicsTemplate', { Definition, Fps: 5, ResolutionAdaptive: 'close', SubAppId });
  const all = await api.call('DescribeAnimatedGraphicsTemplates', { Offset: 1, Limit: 9, SubAppId });
  expect(all).toMatchObject({ TotalCount: 3, AnimatedGraphicsTemplateSet: [{}, { Definition, ...given, Fps: 5 }] });
  await api.call('DeleteAnimatedGraphicsTemplate', { Definition, SubAppId });
  const Definitions = [Definition, 20_001];
  const left = await api.call('DescribeAnimatedGraphicsTemplates', { Definitions, Type: 'Preset', SubAppId });
  expect(left).toMatchObject({
    TotalCount: 1,
    AnimatedGraphicsTemplateSet: [{ Definition: 20_001, Type: 'Preset' }],
  });
}

async function classesAndMedia(api: Checked, SubAppId: number, FileId: string): Promise<void> {
  const { ClassId = 0 } = await api.call('CreateClass', { ParentId: -1, ClassName: '一级', SubAppId });
  await api.call('ModifyClass', { ClassId, ClassName: '新', SubAppId });
  expect((await api.call('DescribeAllClass', { SubAppId })).ClassInfoSet).toMatchObject([{ ClassId: 0 }, { ClassId }]);
  await api.call('ModifyMediaInfo', {
    ...{ FileId, SubAppId, ClassId, Description: '描述', ExpireTime: '2999-01-01T00:00:00Z', AddTags: ['a', '标'] },
    AddKeyFrameDescs: [{ TimeOffset: 1.5, Content: '打点' }],
    CoverData: Buffer.from('GIF89a and so on').toString('base64'),
  });
  const found = await api.call('SearchMedia', { Names: ['片'], ClassIds: [ClassId], Tags: ['标'], SubAppId });
  expect(found.TotalCount).toBe(1);
  const described = await api.call('DescribeMediaInfos', { FileIds: [FileId, '5000'], SubAppId });
  expect(described.NotExistFileIdSet).toEqual(['5000']);
  expect(described.MediaInfoSet).toEqual(found.MediaInfoSet);
  expect(described.MediaInfoSet).toMatchObject([
    {
      BasicInfo: { Description: '描述', ClassId, ClassName: '新', TagSet: ['a', '标'] },
      KeyFrameDescInfo: { KeyFrameDescSet: [{ TimeOffset: 1.5, Content: '打点' }] },
    },
  ]);
  // Removes the media from the class, so that the class can be deleted.
  await api.call('ModifyMediaInfo', { FileId, ClassId: 0, CoverData: 'R0lGODlh', SubAppId });
  await api.call('DeleteClass', { ClassId, SubAppId });
}

async function flowsTasksAndEvents(api: Checked, SubAppId: number, FileId: string): Promise<void> {
  const modes = { Mode: 'PULL', DeleteMediaCompleteEventSwitch: 'ON' };
  await api.call('ModifyEventConfig', { ...modes, NotificationUrl: 'https://example.com/回调?a=1&b', SubAppId });
  expect(await api.call('DescribeEventConfig', { SubAppId })).toMatchObject(modes);

  const AnimatedGraphicTaskSet = [{ Definition: 20_000, StartTimeOffset: 0.5, EndTimeOffset: -0.5 }];
  const ProcedureName = '流 &=?';
  await api.call('CreateProcedureTemplate', { Name: ProcedureName, Comment: 'c', SubAppId });
  await api.call('ResetProcedureTemplate', {
    ...{ Name: ProcedureName, MediaProcessTask: { AnimatedGraphicTaskSet }, SubAppId },
  });
  const flows = await api.call('DescribeProcedureTemplates', {
    ...{ Names: [ProcedureName], Type: 'Custom', SortBy: [{ Field: 'CreateTime', Order: 'Desc' }], SubAppId },
  });
  expect(flows).toMatchObject({
    ...{ TotalCount: 1, ProcedureTemplateSet: [{ Comment: '', MediaProcessTask: { AnimatedGraphicTaskSet } }] },
  });

  const echo = { TasksPriority: 3, TasksNotifyMode: 'Finish', SessionContext: '会话 &=?', SessionId: 's-1' };
  const made = await api.call('ProcessMedia', {
    ...{ FileId, ...echo, SubAppId },
    MediaProcessTask: {
      AnimatedGraphicTaskSet: [...AnimatedGraphicTaskSet, { ...AnimatedGraphicTaskSet[0], Definition: 77 } as never],
    },
  });
  const byFlow = await api.call('ProcessMediaByProcedure', { FileId, ProcedureName, SubAppId });
  for (const TaskId of [made.TaskId ?? '', byFlow.TaskId ?? '']) {
    await vi.waitUntil(async () => (await api.call('DescribeTaskDetail', { TaskId, SubAppId })).Status === 'FINISH', {
      timeout: 50_000,
      interval: 100,
    });
  }
  const { ProcedureTask } = await api.call('DescribeTaskDetail', { TaskId: made.TaskId ?? '', SubAppId });
  const output = { Definition: 20_000, Container: 'gif', Width: 320, Height: 240, StartTimeOffset: 0.5 };
  expect(ProcedureTask).toMatchObject({
    ...echo,
    MediaProcessResultSet: [
      { AnimatedGraphicTask: { Status: 'SUCCESS', Input: AnimatedGraphicTaskSet[0], Output: output } },
      { AnimatedGraphicTask: { Status: 'FAIL', ErrCodeExt: 'InvalidInput.DefinitionNotExist', Output: null } },
    ],
  });
  const info = await api.call('DescribeMediaInfos', { FileIds: [FileId], Filters: [], SubAppId });
  expect(info.MediaInfoSet?.[0]?.AnimatedGraphicsInfo?.AnimatedGraphicsSet).toMatchObject([output]);

  // Too many animations to finish before the next call.
  const many = Array(100).fill({ Definition: 20_000, StartTimeOffset: 0, EndTimeOffset: 0 });
  const long = { FileId, MediaProcessTask: { AnimatedGraphicTaskSet: many }, TasksPriority: -10, SubAppId };
  const { TaskId = '' } = await api.call('ProcessMedia', long);
  await api.call('ManageTask', { TaskId, OperationType: 'Abort', SubAppId });
  const { TaskSet } = await api.call('DescribeTasks', {
    ...{ FileId, Limit: 2, Sort: { Field: 'CreateTime', Order: 'Desc' }, SubAppId },
  });
  expect(TaskSet).toMatchObject([
    { TaskId, Status: 'ABORTED' },
    { TaskId: byFlow.TaskId, Status: 'FINISH' },
  ]);

  await api.call('DeleteMedia', { FileId, DeleteParts: [{ Type: 'OriginalFiles', Definition: 0 }], SubAppId });
  await api.call('DeleteProcedureTemplate', { Name: ProcedureName, SubAppId });
  expect((await api.call('DescribeEventsState', { SubAppId })).CountOfEventsToPull).toBe(4);
  const { EventSet = [] } = await api.call('PullEvents', { ExtInfo: 'x', SubAppId });
  const types = EventSet.map(({ EventType }) => EventType);
  expect(types).toEqual([...Array(3).fill('ProcedureStateChanged'), 'FileDeleted']);
  await api.call('ConfirmEvents', { EventHandles: EventSet.map(({ EventHandle }) => EventHandle ?? ''), SubAppId });
  expect((await api.call('PullEvents', { SubAppId })).EventSet).toEqual([]);
}

async function uploads(api: Checked, SubAppId: number): Promise<void> {
  const AnimatedGraphicTaskSet = [{ Definition: 20_000, StartTimeOffset: 0.5, EndTimeOffset: 1 }];
  const Procedure = '上传 &=?';
  await api.call('CreateProcedureTemplate', {
    Name: Procedure,
    MediaProcessTask: { AnimatedGraphicTaskSet },
    SubAppId,
  });
  await api.call('ModifyEventConfig', { UploadMediaCompleteEventSwitch: 'ON', SubAppId });
  const texts = { SourceContext: '来源 &=?', SessionContext: '会话 +', ExpireTime: '2999-01-01T00:00:00Z' };
  const { VodSessionKey = '', MediaStoragePath = '' } = await api.call('ApplyUpload', {
    ...{ MediaType: 'mp4', MediaName: '片 &=?', CoverType: 'png', Procedure, ClassId: 0, ...texts },
    ...{ StorageRegion: 'ap-guangzhou', ExtInfo: 'x', MediaStoragePath: '', SubAppId },
  });
  await objects.put(VodSessionKey, MediaStoragePath, clip);
  const { FileId, MediaUrl } = await api.call('CommitUpload', { VodSessionKey, SubAppId });
  expect((await fetch(MediaUrl ?? '')).headers.get('content-type')).toBe('video/mp4');
  const [uploadEvent] = (await api.call('PullEvents', { SubAppId })).EventSet ?? [];
  expect(uploadEvent?.FileUploadEvent).toMatchObject({
    FileId,
    MediaBasicInfo: {
      Name: '片 &=?',
      ExpireTime: texts.ExpireTime,
      SourceInfo: { SourceContext: texts.SourceContext },
    },
  });
  const TaskId = uploadEvent?.FileUploadEvent?.ProcedureTaskId ?? '';
  const { ProcedureTask } = await api.call('DescribeTaskDetail', { TaskId, SubAppId });
  expect(ProcedureTask).toMatchObject({ FileId, SessionContext: texts.SessionContext });
}

async function manifests(api: Checked): Promise<void> {
  const MediaManifestContent = '#EXTM3U\n#EXT-X-MAP:URI="初始.mp4"\n#EXTINF:2,\na b&c=1+2.m4s\n#EXT-X-ENDLIST\n';
  expect(await api.call('ParseStreamingManifest', { MediaManifestContent })).toMatchObject({
    MediaSegmentSet: ['初始.mp4', 'a b&c=1+2.m4s'],
  });
}

async function pulls(api: Checked, SubAppId: number): Promise<void> {
  const echo = { SessionContext: '拉取 &=?', SessionId: 'p-1' };
  const { TaskId = '' } = await api.call('PullUpload', {
    ...{ MediaUrl: `${web.origin}/clip.mp4`, MediaType: 'mp4', MediaName: '拉取', SourceContext: '来源', ...echo },
    ...{ ExpireTime: '2999-01-01T00:00:00Z', ClassId: 0, TasksPriority: 10, SubAppId },
  });
  await vi.waitUntil(async () => (await api.call('DescribeTaskDetail', { TaskId, SubAppId })).Status === 'FINISH', {
    timeout: 50_000,
    interval: 100,
  });
  const { PullUploadTask } = await api.call('DescribeTaskDetail', { TaskId, SubAppId });
  expect(PullUploadTask).toMatchObject({
    ...{ ErrCode: 0, Message: '', MetaData: { Width: 320 }, Progress: 100, ...echo },
    MediaBasicInfo: { Name: '拉取', Type: 'mp4', ExpireTime: '2999-01-01T00:00:00Z' },
  });
  const { FileId } = PullUploadTask ?? {};
  const { TaskSet } = await api.call('DescribeTasks', { FileId, SubAppId });
  expect(TaskSet).toMatchObject([{ TaskId, Status: 'FINISH', TaskType: 'PullUpload', FileId, ...echo }]);
  const { EventSet = [] } = await api.call('PullEvents', { SubAppId });
  // Events of earlier uploads may still be in the queue.
  const complete = EventSet.filter(({ EventType }) => EventType === 'PullComplete');
  expect(complete.map(({ PullCompleteEvent }) => PullCompleteEvent)).toEqual([PullUploadTask]);
}
