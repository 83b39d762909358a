import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, clientOf, refusal } from '@cliploop/testing/client';
import { drawClip } from '@cliploop/testing/clip';
import { finished } from '@cliploop/testing/finished';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, type Running, startService } from '../../support/service.ts';

let running: Running;
let folder: string;
let clip: string;
let fileId: string;
let api: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-tasks-'));
  clip = join(folder, 'demo.mp4');
  await drawClip(clip, 'testsrc=size=640x480:rate=10:duration=8', '-g', '20');
  running = await startService();
  const media = await running.service.media.add({
    subAppId: appId,
    file: clip,
    keep: true,
    name: 'demo',
    sourceType: 'Upload',
  });
  fileId = media.fileId;
  api = clientOf(running.endpoint);
}, 120_000);
afterAll(async () => {
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

function animations(...AnimatedGraphicTaskSet: object[]) {
  return { FileId: fileId, MediaProcessTask: { AnimatedGraphicTaskSet: AnimatedGraphicTaskSet as never } };
}

test('ends each sub-task with its own result', async () => {
  const { TaskId } = await api.ProcessMedia({
    FileId: fileId,
    MediaProcessTask: {
      AnimatedGraphicTaskSet: [
        { Definition: 20000, StartTimeOffset: 1, EndTimeOffset: 2 },
        { Definition: 20000, StartTimeOffset: 90, EndTimeOffset: 95 },
        { Definition: 77, StartTimeOffset: 0, EndTimeOffset: 0 },
        { Definition: 20000, StartTimeOffset: -2, EndTimeOffset: 0 },
      ],
      TranscodeTaskSet: [{ Definition: 10 }],
    },
  });
  const { ProcedureTask } = await finished(api, TaskId);
  const ends = ProcedureTask?.MediaProcessResultSet?.map(({ Type, AnimatedGraphicTask, TranscodeTask }) => {
    const { Status, ErrCodeExt, ErrCode, Message, Output } = (AnimatedGraphicTask ?? TranscodeTask) as never as {
      [name: string]: { StartTimeOffset?: number; EndTimeOffset?: number } | undefined;
    };
    return [Type, Status, ErrCodeExt, ErrCode, Message, Output?.StartTimeOffset, Output?.EndTimeOffset];
  });
  const none = [undefined, undefined];
  expect(ends).toEqual([
    ['AnimatedGraphics', 'SUCCESS', '', 0, '', 1, 2],
    ['AnimatedGraphics', 'FAIL', 'InvalidInput.InvalidTimeOffset', 40000, expect.stringContaining('90'), ...none],
    [
      'AnimatedGraphics',
      'FAIL',
      'InvalidInput.DefinitionNotExist',
      40000,
      expect.stringMatching(/^Template 77 not found;/),
      ...none,
    ],
    ['AnimatedGraphics', 'SUCCESS', '', 0, '', 6, 8],
    [
      'Transcode',
      'FAIL',
      'InvalidInput.ConfigurationUnsupported',
      40000,
      'This service does not support Transcode; it makes only animated graphics',
      ...none,
    ],
  ]);
});

test('replaces the result of a repeated task, and keeps results of other segments', async () => {
  const made = async (StartTimeOffset: number): Promise<string | undefined> => {
    const { TaskId } = await api.ProcessMedia(animations({ Definition: 20000, StartTimeOffset, EndTimeOffset: 4 }));
    return (await finished(api, TaskId)).ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Output?.Url;
  };
  const first = await made(3);
  const second = await made(3);
  const beside = await made(3.5);
  const animationsOf = (await running.service.media.animations([fileId])).get(fileId) ?? [];
  const urls = animationsOf.map(({ storageKey }) => running.service.media.urlOf(storageKey));
  expect(urls).toContain(second);
  expect(urls).toContain(beside);
  expect(urls).not.toContain(first);
});

describe('refused requests', () => {
  test('refuses a repeated SessionId', async () => {
    const again = { ...animations({ Definition: 77 }), SessionId: 'once' };
    const ends = await Promise.all([1, 2, 3, 4].map(() => refusal(api.ProcessMedia(again))));
    expect(ends.filter((end) => end === 'accepted')).toHaveLength(1);
    const dropped =
      'InvalidParameterValue.SessionId: SessionId "once" was already used by an earlier request; no task was started';
    expect(new Set(ends)).toEqual(new Set(['accepted', dropped]));
  });

  test.each([
    [{ TasksPriority: 11 }, 'InvalidParameterValue: TasksPriority must be an integer from -10 to 10, got 11'],
    [
      { TasksNotifyMode: 'Often' },
      'InvalidParameterValue: TasksNotifyMode must be "", "Finish", "Change" or "None", got "Often"',
    ],
    [{ FileId: '5000' }, 'InvalidParameterValue.FileId: Media "5000" not found (FileId)'],
    [
      { MediaProcessTask: {} },
      'InvalidParameter: MediaProcessTask has no sub-tasks; add at least one element to AnimatedGraphicTaskSet',
    ],
  ])('refuses %j', async (change, expected) => {
    expect(await refusal(api.ProcessMedia({ ...animations({ Definition: 20000 }), ...change }))).toBe(expected);
  });

  test('refuses a task that does not exist', async () => {
    const missing = 'InvalidParameterValue.TaskId: Task nonsense not found (TaskId)';
    expect(await refusal(api.DescribeTaskDetail({ TaskId: 'nonsense' }))).toBe(missing);
    expect(await refusal(api.ManageTask({ TaskId: 'nonsense', OperationType: 'Abort' }))).toBe(missing);
  });
});

test('aborts waiting and running tasks, once', async () => {
  const long = animations(...Array.from({ length: 6 }, () => ({ Definition: 20000, StartTimeOffset: 0 })));
  const { TaskId = '' } = await api.ProcessMedia({ ...long, TasksPriority: -10 });
  const abort = { TaskId, OperationType: 'Abort' };
  await api.ManageTask(abort);
  const { Status, FinishTime, ProcedureTask } = await api.DescribeTaskDetail({ TaskId });
  expect([Status, FinishTime !== '', ProcedureTask?.Status]).toEqual(['ABORTED', true, 'FINISH']);
  const aborted = ProcedureTask?.MediaProcessResultSet?.filter(
    ({ AnimatedGraphicTask }) => AnimatedGraphicTask?.Message === 'The task was aborted',
  );
  expect(aborted?.length).toBeGreaterThan(0);
  expect(await refusal(api.ManageTask(abort))).toBe(
    `FailedOperation: Task ${TaskId} has already ended: its status is ABORTED`,
  );
  expect(await refusal(api.ManageTask({ TaskId, OperationType: 'Pause' }))).toBe(
    'InvalidParameterValue.InvalidOperationType: OperationType must be "Abort", got "Pause"',
  );
});

test('lists all tasks page by page', async () => {
  for (let count = 0; count < 5; count++) await api.ProcessMedia(animations({ Definition: 77 }));
  const all = new Set<string | undefined>();
  let ScrollToken = '';
  do {
    const page = await api.DescribeTasks({ Limit: 2, ScrollToken });
    for (const task of page.TaskSet ?? []) all.add(task.TaskId);
    ScrollToken = page.ScrollToken ?? '';
  } while (ScrollToken !== '');
  const whole = await api.DescribeTasks({ Limit: 100, FileId: fileId });
  expect(all).toEqual(new Set(whole.TaskSet?.map(({ TaskId }) => TaskId)));
  expect(all.size).toBeGreaterThanOrEqual(5);
});

test.each([
  ['9999-99-99 99:99:99+99', 'x'],
  ['2026-02-30 00:00:00+00', 'x'],
  ['0000-01-01 00:00:00+00', 'x'],
  ['294277-01-01 00:00:00+00', 'x'],
  ['2026-01-01 00:00:00+00', 'a\0b'],
  ['2026-01-01 00:00:00+00', '\ud800'],
  ['now', 'x'],
  [1, 2],
  null,
])('refuses the ScrollToken %j', async (inside) => {
  const ScrollToken = Buffer.from(JSON.stringify(inside)).toString('base64url');
  const expected = 'InvalidParameterValue: ScrollToken is invalid; use the ScrollToken of the previous answer';
  expect(await refusal(api.DescribeTasks({ ScrollToken }))).toBe(expected);
});
