import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, clientOf } from './testing/client.js';
import { makeClip } from './testing/clip.js';
import { type Receiver, receiver } from './testing/receiver.js';
import { credential } from './testing/running.js';

const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url));

let folder: string;
let env: NodeJS.ProcessEnv;
let server: ChildProcess | undefined;
let api: Client;
let target: Receiver;

beforeAll(async () => {
  // Every third time it does not get through: some callbacks wait while everything is killed.
  target = await receiver((count) => (count % 3 === 0 ? 500 : 200));
  folder = await mkdtemp(join(tmpdir(), 'cliploop-events-crash-'));
  env = {
    ...process.env,
    CLIPLOOP_DATA: join(folder, 'data'),
    CLIPLOOP_SECRET_ID: credential.secretId,
    CLIPLOOP_SECRET_KEY: credential.secretKey,
    CLIPLOOP_FETCH_ALLOW: '127.0.0.1',
    CLIPLOOP_LOG_LEVEL: 'silent',
  };
  await makeClip(join(folder, 'clip.mp4'));
}, 60_000);
afterAll(async () => {
  await end('SIGTERM');
  await target?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function up(): Promise<void> {
  const child = spawn(process.execPath, [bin, '--port', '0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  server = child;
  for await (const line of createInterface({ input: child.stdout })) {
    const endpoint = /^cliploop-server listening on http:\/\/(.+)$/.exec(line)?.[1];
    if (!endpoint) continue;
    api = clientOf(endpoint);
    return;
  }
  throw new Error('the service did not come up');
}

async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill(signal);
  await gone;
}

async function killPostgres(): Promise<void> {
  const [pid] = (await readFile(join(folder, 'data/postgres/data/postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
}

test('every callback of a change that was acknowledged arrives, whatever is killed', async () => {
  await up();
  await api.ModifyEventConfig({ Mode: 'PUSH', NotificationUrl: target.url });
  const added = await promisify(execFile)(process.execPath, [bin, 'media', 'add', join(folder, 'clip.mp4')], { env });
  const FileId = added.stdout.trim();
  const acknowledged: string[] = [];
  // Such a task ends at once, with an event.
  const MediaProcessTask = { TranscodeTaskSet: [{ Definition: 10 }] };
  const emitting = async (): Promise<void> => {
    for (let n = 0; n < 40; n++) {
      const { TaskId } = await api.ProcessMedia({ FileId, MediaProcessTask }).catch(() => ({ TaskId: undefined }));
      if (TaskId) acknowledged.push(TaskId);
    }
  };
  const kills = [
    killPostgres,
    async () => {
      await end('SIGKILL');
    },
    async () => {
      await killPostgres();
      await end('SIGKILL');
    },
  ];
  for (const kill of kills) {
    const before = acknowledged.length;
    const emitted = emitting();
    while (acknowledged.length < before + 10) await new Promise((resolve) => setTimeout(resolve, 5));
    await kill();
    await emitted;
    await end('SIGTERM');
    await up();
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(30);
  const told = () =>
    new Set(target.bodies.map((body) => (body.ProcedureStateChangeEvent as { TaskId: string }).TaskId));
  while (!acknowledged.every((task) => told().has(task))) await new Promise((resolve) => setTimeout(resolve, 200));
}, 300_000);
