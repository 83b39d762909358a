import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Postgres, startPostgres } from '@cliploop/postgres';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readConfig } from './config.js';
import { type Started, start } from './start.js';
import { clientOf } from './testing/client.js';
import { makeClip } from './testing/clip.js';
import { finished } from './testing/finished.js';
import { credential } from './testing/running.js';

const publicUrl = 'https://media.example.org';

let folder: string;
let postgres: Postgres;
const started: Started[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-roles-'));
  await makeClip(join(folder, 'clip.mp4'));
  postgres = await startPostgres({ dataDir: join(folder, 'database') });
}, 60_000);
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});
afterAll(async () => {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** One part of the service; all of them share the database and the folder. */
async function part(role: 'api' | 'worker' | 'all'): Promise<Started> {
  const config = readConfig(['--role', role, '--port', '0', '--data', join(folder, 'data')], {
    CLIPLOOP_SECRET_ID: credential.secretId,
    CLIPLOOP_SECRET_KEY: credential.secretKey,
    CLIPLOOP_PUBLIC_URL: publicUrl,
    DATABASE_URL: postgres.url,
  });
  if (!config) throw new Error('no configuration');
  const one = await start(config, pino({ level: 'silent' }));
  started.push(one);
  return one;
}

async function addMedia({ service }: Started): Promise<string> {
  const file = join(folder, 'clip.mp4');
  const { appId: subAppId } = service.applications;
  return (await service.media.add({ subAppId, file, keep: true, name: 'clip' })).fileId;
}

test('what one process is asked for, another does, and a third tells of', async () => {
  const [one, other] = await Promise.all([part('api'), part('api')]);
  const api = clientOf(one.origin.replace('http://', ''));
  await api.ModifyEventConfig({ Mode: 'PULL' });
  const FileId = await addMedia(one);
  const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition: 20001, StartTimeOffset: 0, EndTimeOffset: 1 }] };
  const waiting = await api.ProcessMedia({ FileId, MediaProcessTask });
  expect((await api.DescribeTaskDetail({ TaskId: waiting.TaskId ?? '' })).Status).toBe('WAITING');

  const worker = await part('worker');
  const { ProcedureTask } = await finished(api, waiting.TaskId);
  const { Url = '', Size } = ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Output ?? {};
  expect(Url.startsWith(`${publicUrl}/files/${one.service.applications.appId}/`)).toBe(true);
  const file = await fetch(Url.replace(publicUrl, other.origin));
  expect((await file.arrayBuffer()).byteLength).toBe(Size);
  const { EventSet } = await clientOf(other.origin.replace('http://', '')).PullEvents({});
  expect(EventSet?.map((event) => event.ProcedureStateChangeEvent?.TaskId)).toEqual([waiting.TaskId]);

  const ask = async (path: string): Promise<number> => (await fetch(`${worker.origin}${path}`)).status;
  const paths = ['/healthz', '/readyz', '/metrics', '/', new URL(Url).pathname];
  expect(await Promise.all(paths.map(ask))).toEqual([200, 200, 200, 404, 404]);
}, 60_000);

test('a worker alone goes on with what is left, and two share it', async () => {
  const api = await part('api');
  await Promise.all([part('worker'), part('all')]);
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
