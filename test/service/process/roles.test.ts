import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientOf } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { credential } from '@cliploop/testing/credential';
import { finished } from '@cliploop/testing/finished';
import { readConfig, type Started, start } from 'cliploop-server/in-process';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

const publicUrl = 'https://media.example.org';

let folder: string;
let database: TestDatabase;
const started: Started[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-roles-'));
  await makeClip(join(folder, 'clip.mp4'));
  database = await testDatabase();
}, 60_000);
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});
afterAll(async () => {
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Starts a process of the service; all of them share the database and the folder. */
async function startRole(role: 'api' | 'worker' | 'all'): Promise<Started> {
  const config = readConfig(['--role', role, '--port', '0', '--data', join(folder, 'data')], {
    CLIPLOOP_SECRET_ID: credential.secretId,
    CLIPLOOP_SECRET_KEY: credential.secretKey,
    CLIPLOOP_PUBLIC_URL: publicUrl,
    DATABASE_URL: database.url,
  });
  if (!config) throw new Error('no configuration');
  const service = await start(config, pino({ level: 'silent' }));
  started.push(service);
  return service;
}

async function addMedia({ service }: Started): Promise<string> {
  const file = join(folder, 'clip.mp4');
  const { appId: subAppId } = service.applications;
  return (await service.media.add({ subAppId, file, keep: true, name: 'clip' })).fileId;
}

test('shares tasks, events and files between two api processes and a worker', async () => {
  const [one, other] = await Promise.all([startRole('api'), startRole('api')]);
  const api = clientOf(one.origin.replace('http://', ''));
  await api.ModifyEventConfig({ Mode: 'PULL' });
  const FileId = await addMedia(one);
  const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition: 20001, StartTimeOffset: 0, EndTimeOffset: 1 }] };
  const waiting = await api.ProcessMedia({ FileId, MediaProcessTask });
  expect((await api.DescribeTaskDetail({ TaskId: waiting.TaskId ?? '' })).Status).toBe('WAITING');

  const worker = await startRole('worker');
  const { ProcedureTask } = await finished(api, waiting.TaskId);
  const { Url = '', Size } = ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Output ?? {};
  expect(Url.startsWith(`${publicUrl}/files/${one.service.applications.appId}/`)).toBe(true);
  const file = await fetch(Url.replace(publicUrl, other.origin));
  expect((await file.arrayBuffer()).byteLength).toBe(Size);
  const { EventSet } = await clientOf(other.origin.replace('http://', '')).PullEvents({});
  expect(EventSet?.map((event) => event.ProcedureStateChangeEvent?.TaskId)).toEqual([waiting.TaskId]);

  const ask = async (path: string): Promise<number> => (await fetch(`${worker.origin}${path}`)).status;
  const paths = ['/healthz', '/readyz', '/metrics', '/', new URL(Url).pathname];
  expect(await Promise.all(paths.map(ask))).toEqual([200, 200, 404, 404, 404]);
  expect(await (await fetch(`${worker.admin}/metrics`)).text()).toContain('cliploop_animations_total');
}, 60_000);

test('shares waiting tasks between two workers', async () => {
  const api = await startRole('api');
  await Promise.all([startRole('worker'), startRole('all')]);
  const client = clientOf(api.origin.replace('http://', ''));
  const FileId = await addMedia(api);
  const AnimatedGraphicTaskSet = [{ Definition: 20001, StartTimeOffset: 0, EndTimeOffset: 1 }];
  const tasks = await Promise.all(
    Array.from({ length: 6 }, () => client.ProcessMedia({ FileId, MediaProcessTask: { AnimatedGraphicTaskSet } })),
  );
  for (const { TaskId } of tasks) {
    const { ProcedureTask } = await finished(client, TaskId);
    expect(ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Status).toBe('SUCCESS');
  }
}, 60_000);
