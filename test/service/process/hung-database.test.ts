import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawClip } from '@cliploop/testing/clip';
import { PostgresServer } from '@cliploop/testing/postgres-server';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
let postgres: PostgresServer;
let server: ServerProcess;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cliploop-hung-'));
  postgres = await PostgresServer.start(18, { folder: join(folder, 'postgres') });
  server = new ServerProcess(join(folder, 'data'), { DATABASE_URL: await postgres.database('hung') });
}, 60_000);
afterAll(async () => {
  signalAll('SIGCONT');
  await server?.end('SIGKILL');
  await postgres?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Signals the main process of PostgreSQL and the processes of its connections. */
function signalAll(signal: NodeJS.Signals): void {
  const main = Number.parseInt(readFileSync(join(folder, 'postgres/data/postmaster.pid'), 'utf8'), 10);
  const children = readFileSync(`/proc/${main}/task/${main}/children`, 'utf8').trim().split(' ');
  for (const pid of [main, ...children.map(Number)]) process.kill(pid, signal);
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1000;
}

const readiness = () =>
  fetch(`${server.origin}/readyz`, { signal: AbortSignal.timeout(15_000) }).then(({ status }) => status);

test('answers requests with an error within seconds while the database hangs, and recovers without a restart', async () => {
  const api = await server.up();
  await api.ModifyEventConfig({ Mode: 'PULL' });
  const clip = join(folder, 'clip.mp4');
  await drawClip(clip, 'testsrc2=size=320x240:rate=25:duration=2');
  const FileId = await server.addMedia(clip);
  expect(await readiness()).toBe(200);
  signalAll('SIGSTOP');
  // More than there are connections.
  const requests = Array.from({ length: 30 }, () =>
    seconds(() => expect(api.DescribeTasks({})).rejects.toMatchObject({ code: 'InternalError' })),
  );
  // The result of a check is used for a second.
  expect(await seconds(() => expect.poll(readiness, { timeout: 20_000 }).toBe(503))).toBeLessThan(10);
  expect(Math.max(...(await Promise.all(requests)))).toBeLessThan(15);
  expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
  signalAll('SIGCONT');
  await expect.poll(readiness, { timeout: 20_000 }).toBe(200);
  const task = { Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 };
  const MediaProcessTask = { AnimatedGraphicTaskSet: [task] };
  const { TaskId = '' } = await api.ProcessMedia({ FileId, MediaProcessTask });
  const status = async () => (await api.DescribeTaskDetail({ TaskId })).Status;
  await expect.poll(status, { timeout: 40_000 }).toBe('FINISH');
  const counted = `select count(*)::int as count from pg_stat_activity where application_name = 'cliploop-server'`;
  const connections = async () => (await postgres.query('hung', counted))[0]?.count;
  // A pool closes idle connections after ten seconds.
  await expect.poll(connections, { timeout: 20_000 }).toBeLessThanOrEqual(29);
  await server.end('SIGTERM');
  expect(await server.ended).toBe('ended with status 0');
}, 120_000);
