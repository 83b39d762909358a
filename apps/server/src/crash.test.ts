import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { vod } from 'tencentcloud-sdk-nodejs-vod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { credential } from './testing/running.js';

const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const call = promisify(execFile);

let folder: string;
let env: NodeJS.ProcessEnv;
let server: ChildProcess | undefined;
let api: InstanceType<typeof vod.v20180717.Client>;

beforeAll(async () => {
  delete process.env.http_proxy;
  folder = await mkdtemp(join(tmpdir(), 'cliploop-crash-'));
  env = {
    ...process.env,
    CLIPLOOP_DATA: join(folder, 'data'),
    CLIPLOOP_SECRET_ID: credential.secretId,
    CLIPLOOP_SECRET_KEY: credential.secretKey,
    CLIPLOOP_LOG_LEVEL: 'silent',
  };
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=25:duration=12'];
  await call('ffmpeg', ['-nostdin', '-v', 'error', ...source, '-pix_fmt', 'yuv420p', join(folder, 'demo.mp4')]);
}, 60_000);
afterAll(async () => {
  if (server?.exitCode === null && server.signalCode === null) {
    const gone = once(server, 'exit');
    server.kill('SIGTERM');
    await gone;
  }
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function up(): Promise<void> {
  const child = spawn(process.execPath, [bin, '--port', '0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  server = child;
  for await (const line of createInterface({ input: child.stdout })) {
    const endpoint = /^cliploop-server listening on http:\/\/(.+)$/.exec(line)?.[1];
    if (!endpoint) continue;
    const profile = { httpProfile: { endpoint, protocol: 'http://' } };
    api = new vod.v20180717.Client({ credential, region: '', profile });
    return;
  }
  throw new Error('the service did not come up');
}

async function down(): Promise<void> {
  const gone = server && once(server, 'exit');
  server?.kill('SIGKILL');
  await gone;
}

async function postmaster(): Promise<number> {
  return Number((await readFile(join(folder, 'data/postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]);
}

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
  await up();
  await api.ModifyEventConfig({ Mode: 'PULL' });
  const { stdout } = await call(process.execPath, [bin, 'media', 'add', join(folder, 'demo.mp4')], { env });
  const FileId = stdout.trim();
  const tasks: string[] = [];
  const start = async (StartTimeOffset: number): Promise<void> => {
    const animation = { Definition: 20001, StartTimeOffset, EndTimeOffset: StartTimeOffset + 5 };
    const MediaProcessTask = { AnimatedGraphicTaskSet: [animation, { ...animation, Definition: 20000 }] };
    const { TaskId = '' } = await patiently(() => api.ProcessMedia({ FileId, MediaProcessTask }));
    tasks.push(TaskId);
  };
  const kills = [
    async () => process.kill(await postmaster(), 'SIGKILL'),
    async () => {
      await down();
      await up();
    },
    async () => {
      const pid = await postmaster();
      await down();
      process.kill(pid, 'SIGKILL');
      await up();
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
