import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientOf } from '@cliploop/testing/client';
import { drawClip } from '@cliploop/testing/clip';
import { type Receiver, receiver } from '@cliploop/testing/receiver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appId, type Running, startService } from '../../support/service.ts';

let running: Running;
let target: Receiver;
let folder: string;
let clip: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-seed-'));
  clip = join(folder, 'demo.mp4');
  await drawClip(clip, 'testsrc2=size=640x480:rate=24:duration=60', '-preset', 'ultrafast');
  target = await receiver();
  running = await startService({ CLIPLOOP_FETCH_ALLOW: '127.0.0.1' });
}, 120_000);
afterAll(async () => {
  await running?.close();
  await target?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

test('makes a WebP of seconds 2 to 5 with template 20001, as in the example of the documentation, and calls back', async () => {
  const api = clientOf(running.endpoint);
  await api.ModifyEventConfig({ Mode: 'PUSH', NotificationUrl: target.url });
  const { fileId: FileId } = await running.service.media.add({ subAppId: appId, file: clip, keep: true, name: 'demo' });
  const input = { Definition: 20001, StartTimeOffset: 2, EndTimeOffset: 5 };
  const session = { SessionContext: '会话', SessionId: 's-1' };
  const MediaProcessTask = { AnimatedGraphicTaskSet: [input] };
  const { TaskId = '' } = await api.ProcessMedia({ FileId, MediaProcessTask, ...session });
  expect(TaskId).toMatch(new RegExp(`^${appId}-procedurev2-[0-9a-f]{32}t0$`));
  await expect.poll(() => target.bodies.length, { timeout: 60_000 }).toBe(1);

  const [body] = target.bodies as [{ EventType: string; ProcedureStateChangeEvent: Record<string, unknown> }];
  const files = `http://${running.endpoint}/files/${appId}/${FileId}/`;
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const url = (name: string) => expect.stringMatching(new RegExp(`^${files}[0-9a-f]{32}/${name}$`));
  expect(body).toEqual({
    EventType: 'ProcedureStateChanged',
    ProcedureStateChangeEvent: {
      TaskId,
      Status: 'FINISH',
      ErrCode: 0,
      Message: '',
      FileId,
      FileName: 'demo',
      FileUrl: url('f0\\.mp4'),
      MetaData: {
        Size: (await stat(clip)).size,
        Container: 'mov,mp4,m4a,3gp,3g2,mj2',
        Bitrate: expect.any(Number),
        Height: 480,
        Width: 640,
        Duration: 60,
        Rotate: 0,
        VideoStreamSet: [
          {
            Bitrate: expect.any(Number),
            Height: 480,
            Width: 640,
            Codec: 'h264',
            Fps: 24,
            CodecTag: '',
            DynamicRangeInfo: { Type: 'SDR', HDRType: '' },
          },
        ],
        AudioStreamSet: [],
        VideoDuration: 60,
        AudioDuration: 0,
        Md5: '',
      },
      MediaProcessResultSet: [
        {
          Type: 'AnimatedGraphics',
          AnimatedGraphicTask: {
            Status: 'SUCCESS',
            ErrCodeExt: '',
            ErrCode: 0,
            Message: '',
            Input: input,
            Output: {
              Url: url('v\\.f20001\\.webp'),
              Definition: 20001,
              Container: 'webp',
              Height: 480,
              Width: 640,
              Bitrate: expect.any(Number),
              Size: expect.any(Number),
              Md5: expect.stringMatching(/^[0-9a-f]{32}$/),
              StartTimeOffset: 2,
              EndTimeOffset: 5,
            },
            Progress: 100,
            BeginProcessTime: time,
            FinishTime: time,
          },
        },
      ],
      AiContentReviewResultSet: [],
      AiAnalysisResultSet: [],
      AiRecognitionResultSet: [],
      TasksPriority: 0,
      TasksNotifyMode: '',
      ...session,
    },
  });

  const detail = await api.DescribeTaskDetail({ TaskId });
  const { ProcedureTask } = detail;
  const times = { CreateTime: time, BeginProcessTime: time, FinishTime: time };
  expect(detail).toMatchObject({ TaskType: 'Procedure', Status: 'FINISH', ...times });
  expect(ProcedureTask).toEqual(body.ProcedureStateChangeEvent);
  const output = ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Output;
  const { MediaInfoSet } = await api.DescribeMediaInfos({ FileIds: [FileId] });
  expect(MediaInfoSet?.[0]?.AnimatedGraphicsInfo?.AnimatedGraphicsSet).toEqual([output]);
  expect(MediaInfoSet?.[0]?.MetaData).toEqual(ProcedureTask?.MetaData);

  const file = Buffer.from(await (await fetch(output?.Url ?? '')).arrayBuffer());
  expect(file.length).toBe(output?.Size);
  expect(createHash('md5').update(file).digest('hex')).toBe(output?.Md5);
  expect(output?.Bitrate).toBe(Math.round((file.length * 8) / 3));
}, 90_000);
