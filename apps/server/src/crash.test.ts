import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from './testing/client.js';
import { drawClip } from './testing/clip.js';
import { ServerProcess } from './testing/process.js';

let folder: string;
let server: ServerProcess;
let api: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-crash-'));
  server = new ServerProcess(join(folder, 'data'));
  await drawClip(join(folder, 'demo.mp4'), 'testsrc2=size=1280x720:rate=25:duration=12');
});
afterAll(async () => {
  await server?.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

/** What the service answers, however often it takes while parts of it come back. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if ((error as { code?: string }).code !== 'InternalError') throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

test('whatever is killed, each task ends once, with a result that is whole, and each event arrives', async () => {
  api = await server.up();
  await api.ModifyEventConfig({ Mode: 'PULL' });
  const FileId = await server.addMedia(join(folder, 'demo.mp4'));
  const tasks: string[] = [];
  const start = async (StartTimeOffset: number): Promise<void> => {
    const animation = { Definition: 20001, StartTimeOffset, EndTimeOffset: StartTimeOffset + 5 };
    const MediaProcessTask = { AnimatedGraphicTaskSet: [animation, { ...animation, Definition: 20000 }] };
    const { TaskId = '' } = await patiently(() => api.ProcessMedia({ FileId, MediaProcessTask }));
    tasks.push(TaskId);
  };
  const kills = [
    () => server.killPostgres(),
    async () => {
      await server.end('SIGKILL');
      api = await server.up();
    },
    async () => {
      await server.end('SIGKILL');
      await server.killPostgres();
      api = await server.up();
    },
  ];
  for (const [n, kill] of kills.entries()) {
    for (let more = 0; more < 3; more++) await start(n + more / 2);
    await patiently(async () => {
      const { TaskSet } = await api.DescribeTasks({ Status: 'PROCESSING' });
      if (TaskSet?.length === 0) throw { code: 'InternalError' };
    });
    await kill();
  }

  const told: string[] = [];
  while (!tasks.every((task) => told.includes(task))) {
    const { EventSet } = await patiently(() => api.PullEvents({}));
    for (const { EventHandle = '', ProcedureStateChangeEvent } of EventSet ?? []) {
      expect(ProcedureStateChangeEvent?.Status).toBe('FINISH');
      told.push(ProcedureStateChangeEvent?.TaskId ?? '');
      await patiently(() => api.ConfirmEvents({ EventHandles: [EventHandle] }));
    }
  }
  expect([...told].sort()).toEqual([...tasks].sort());
  for (const TaskId of tasks) {
    const { Status, ProcedureTask } = await api.DescribeTaskDetail({ TaskId });
    expect(Status).toBe('FINISH');
    for (const { AnimatedGraphicTask } of ProcedureTask?.MediaProcessResultSet ?? []) {
      expect(AnimatedGraphicTask).toMatchObject({ Status: 'SUCCESS', Message: 'SUCCESS', Progress: 100 });
      const { Url = '', Size, Md5 } = AnimatedGraphicTask?.Output ?? {};
      // The service may listen elsewhere by now.
      const path = join(folder, 'data/media', new URL(Url).pathname.replace('/files/', ''));
      const file = await readFile(path);
      expect(file.length).toBe(Size);
      expect(createHash('md5').update(file).digest('hex')).toBe(Md5);
    }
  }
}, 300_000);
