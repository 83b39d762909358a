import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { type Receiver, receiver } from '@cliploop/testing/receiver';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
let server: ServerProcess;
let api: Client;
let target: Receiver;

beforeAll(async () => {
  // Every third callback fails, so that some are pending during the kills.
  target = await receiver((count) => (count % 3 === 0 ? 500 : 200));
  folder = await mkdtemp(join(tmpdir(), 'cliploop-events-crash-'));
  server = new ServerProcess(join(folder, 'data'), { CLIPLOOP_FETCH_ALLOW: '127.0.0.1' });
  await makeClip(join(folder, 'clip.mp4'));
});
afterAll(async () => {
  await server?.end('SIGTERM');
  await target?.close();
  await rm(folder, { recursive: true, force: true });
});

test('delivers every callback of an acknowledged change when the server or PostgreSQL is killed', async () => {
  api = await server.up();
  await api.ModifyEventConfig({ Mode: 'PUSH', NotificationUrl: target.url });
  const FileId = await server.addMedia(join(folder, 'clip.mp4'));
  const acknowledged: string[] = [];
  // This task fails immediately, with an event.
  const MediaProcessTask = { TranscodeTaskSet: [{ Definition: 10 }] };
  const emitting = async (): Promise<void> => {
    for (let n = 0; n < 40; n++) {
      const { TaskId } = await api.ProcessMedia({ FileId, MediaProcessTask }).catch(() => ({ TaskId: undefined }));
      if (TaskId) acknowledged.push(TaskId);
    }
  };
  const kills = [
    () => server.killPostgres(),
    () => server.end('SIGKILL'),
    async () => {
      await server.killPostgres();
      await server.end('SIGKILL');
    },
  ];
  for (const kill of kills) {
    const before = acknowledged.length;
    const emitted = emitting();
    while (acknowledged.length < before + 10) await new Promise((resolve) => setTimeout(resolve, 5));
    await kill();
    await emitted;
    await server.end('SIGTERM');
    api = await server.up();
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(30);
  const deliveredTasks = () =>
    new Set(target.bodies.map((body) => (body.ProcedureStateChangeEvent as { TaskId: string }).TaskId));
  while (!acknowledged.every((task) => deliveredTasks().has(task)))
    await new Promise((resolve) => setTimeout(resolve, 200));
}, 300_000);
