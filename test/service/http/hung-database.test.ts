import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Client, clientOf, refusal } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { finished } from '@cliploop/testing/finished';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { appId, type Running, startService } from '../../support/service.ts';

/* A database that accepts connections and never answers. */

/** Everything must be answered within this time, on a busy machine, too. */
const DEADLINE_MS = 30_000;

/** A proxy in front of PostgreSQL, which can stop to pass on bytes. */
class HangingProxy {
  private readonly sockets = new Set<Socket>();
  private isHung = false;
  private constructor(private readonly server: Server) {}

  static async to(url: string): Promise<{ proxy: HangingProxy; url: string }> {
    const target = new URL(url);
    const port = Number(target.port);
    const server = createServer((client) => {
      const upstream = connect(port, target.hostname);
      for (const socket of [client, upstream]) {
        proxy.sockets.add(socket);
        socket.on('error', () => {}).on('close', () => proxy.sockets.delete(socket));
      }
      client.on('data', (chunk) => upstream.write(chunk)).on('end', () => upstream.end());
      upstream.on('data', (chunk) => client.write(chunk)).on('end', () => client.end());
      if (proxy.isHung) for (const socket of [client, upstream]) socket.pause();
    });
    const proxy = new HangingProxy(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    target.port = String(typeof address === 'object' ? address?.port : 0);
    return { proxy, url: target.href };
  }

  hang(hung: boolean): void {
    this.isHung = hung;
    for (const socket of this.sockets) hung ? socket.pause() : socket.resume();
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

const ask = async (running: Running, path: string): Promise<string> => {
  const response = await fetch(`http://${running.endpoint}${path}`, { signal: AbortSignal.timeout(DEADLINE_MS) });
  return `${response.status} ${await response.text()}`;
};

async function within<T>(work: Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work;
  expect(performance.now() - began).toBeLessThan(DEADLINE_MS);
  return result;
}

async function expectErrors(running: Running, api: Client): Promise<void> {
  await expect.poll(() => ask(running, '/readyz'), { timeout: DEADLINE_MS }).toBe('503 {"status":"no database"}');
  const calls = [api.DescribeSubAppIds({}), api.DescribeTasks({}), api.PullEvents({}), api.SearchMedia({})];
  for (const end of await within(Promise.all(calls.map(refusal))))
    expect(end).toMatch(/^InternalError: .*(try|Try) again later/);
  const began = performance.now();
  expect(await ask(running, '/readyz')).toBe('503 {"status":"no database"}');
  // The state is known, so that nobody waits for the next check.
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(await ask(running, '/healthz')).toBe('200 {"status":"ok"}');
}

describe('with a database that never answers', () => {
  let database: TestDatabase;
  let proxy: HangingProxy;
  let running: Running;
  let api: Client;
  beforeAll(async () => {
    database = await testDatabase();
    const through = await HangingProxy.to(database.url);
    proxy = through.proxy;
    running = await startService({ DATABASE_URL: through.url });
    api = clientOf(running.endpoint);
  }, 60_000);
  afterAll(async () => {
    proxy?.hang(false);
    await running?.close();
    proxy?.close();
    await database?.drop();
  }, 60_000);

  test('answers with errors within seconds, and recovers', async () => {
    expect(await ask(running, '/readyz')).toBe('200 {"status":"ok"}');
    proxy.hang(true);
    await expectErrors(running, api);
    const flood = Array.from({ length: 560 }, () => refusal(api.DescribeSubAppIds({})));
    const ends = new Map<string, number>();
    for (const end of await within(Promise.all(flood))) {
      const code = end.split(':')[0] ?? '';
      ends.set(code, (ends.get(code) ?? 0) + 1);
    }
    expect([...ends.keys()].toSorted()).toEqual(['InternalError', 'RequestLimitExceeded']);
    proxy.hang(false);
    await expect.poll(() => ask(running, '/readyz'), { timeout: 20_000 }).toBe('200 {"status":"ok"}');
    await expect.poll(() => refusal(api.DescribeSubAppIds({})), { timeout: 40_000 }).toBe('accepted');
    await expectWork(running, api);
    // Those that hung are replaced, and a pool closes idle ones after ten seconds.
    await expect.poll(() => connectionsOf(database.url), { timeout: 20_000 }).toBeLessThanOrEqual(29);
  }, 120_000);
});

describe('with an embedded PostgreSQL that is stopped by SIGSTOP', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startService({ DATABASE_URL: '' });
  }, 60_000);
  afterAll(() => running?.close(), 60_000);

  test('answers with errors within seconds, and recovers', async () => {
    const api = clientOf(running.endpoint);
    expect(await ask(running, '/readyz')).toBe('200 {"status":"ok"}');
    const pids = await processesOf(running.data);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      await expectErrors(running, api);
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
    await expect.poll(() => ask(running, '/readyz'), { timeout: 20_000 }).toBe('200 {"status":"ok"}');
    await expect.poll(() => refusal(api.DescribeSubAppIds({})), { timeout: 40_000 }).toBe('accepted');
    await expectWork(running, api);
  }, 120_000);
});

/** Tasks run again, without a restart. */
async function expectWork({ data, service }: Running, api: Client): Promise<void> {
  const clip = join(data, 'clip.mp4');
  await makeClip(clip);
  const { fileId: FileId } = await service.media.add({ subAppId: appId, file: clip, name: 'clip' });
  const AnimatedGraphicTaskSet = [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 }];
  const { TaskId } = await api.ProcessMedia({ FileId, MediaProcessTask: { AnimatedGraphicTaskSet } });
  const { ProcedureTask } = await finished(api, TaskId);
  expect(ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Status).toBe('SUCCESS');
}

/** Number of connections of the service to a database. */
async function connectionsOf(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query(
    `select count(*)::int as count from pg_stat_activity where datname = current_database() and application_name like 'cliploop-server%'`,
  );
  await client.end();
  return rows[0].count;
}

/** The process ids of the embedded PostgreSQL: of the server and of its sessions. */
async function processesOf(data: string): Promise<number[]> {
  const [first] = (await readFile(join(data, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
  const server = Number(first);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  const parents = stats.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  return [server, ...pids.filter((_, index) => parents[index] === server)];
}
