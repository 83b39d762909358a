import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeClip } from '@cliploop/testing/clip';
import { finished } from '@cliploop/testing/finished';
import { ServerProcess } from '@cliploop/testing/service-process';
import { serve, type Web } from '@cliploop/testing/web';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let folder: string;
let web: Web;
let database: TestDatabase;
let server: ServerProcess;
/** Whether the source stops in the middle of the body. */
let stalls = true;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-pull-crash-'));
  await makeClip(join(folder, 'clip.mp4'));
  const clip = await readFile(join(folder, 'clip.mp4'));
  web = await serve({
    '/clip.mp4': (_request, response) => {
      response.writeHead(200, { 'content-length': clip.length });
      if (stalls) response.write(clip.subarray(0, 10_000));
      else response.end(clip);
    },
  });
  database = await testDatabase();
  const env = { DATABASE_URL: database.url, CLIPLOOP_FETCH_ALLOW: `127.0.0.1:${web.port}` };
  server = new ServerProcess(join(folder, 'data'), env);
}, 60_000);
afterAll(async () => {
  await server?.end('SIGTERM');
  await database?.drop();
  await web?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

test('completes a pull once when the service is killed during it: one media, one task of its task flow, one event each', async () => {
  let api = await server.up();
  await api.ModifyEventConfig({ Mode: 'PULL', UploadMediaCompleteEventSwitch: 'ON' });
  const AnimatedGraphicTaskSet = [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 }];
  await api.CreateProcedureTemplate({ Name: 'flow', MediaProcessTask: { AnimatedGraphicTaskSet } });
  const { TaskId } = await api.PullUpload({ MediaUrl: `${web.origin}/clip.mp4`, Procedure: 'flow', SessionId: 'once' });
  for (let kills = 1; kills <= 2; kills++) {
    while (web.connections() < kills) await delay(50);
    await server.end('SIGKILL');
    if (kills === 2) stalls = false;
    api = await server.up();
  }
  const { PullUploadTask } = await finished(api, TaskId);
  expect(PullUploadTask).toMatchObject({ ErrCode: 0, Message: '', Progress: 100, MetaData: { Width: 320 } });
  const { ProcedureTaskId = '' } = PullUploadTask ?? {};
  await finished(api, ProcedureTaskId);

  const { MediaInfoSet } = await api.SearchMedia({});
  expect(MediaInfoSet?.map(({ FileId }) => FileId)).toEqual([PullUploadTask?.FileId]);
  const { TaskSet } = await api.DescribeTasks({});
  expect(TaskSet?.map((task) => task.TaskId).sort()).toEqual([ProcedureTaskId, TaskId].sort());
  const { EventSet = [] } = await api.PullEvents({});
  expect(EventSet.map(({ EventType }) => EventType).sort()).toEqual([
    ...['NewFileUpload', 'ProcedureStateChanged', 'PullComplete'],
  ]);
}, 200_000);
