import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@cliploop/testing/client';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

const DRAIN_S = 3;

let folder: string;
let database: TestDatabase;
let server: ServerProcess;
let api: Client;
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-drain-'));
  database = await testDatabase();
  const env = { DATABASE_URL: database.url, CLIPLOOP_DRAIN: `${DRAIN_S}s`, CLIPLOOP_LOG_LEVEL: 'info' };
  server = new ServerProcess(join(folder, 'data'), env);
});
afterEach(() => server.end('SIGKILL'));
afterAll(async () => {
  agent.destroy();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

async function ask(url: string): Promise<{ status: number | undefined; connection: string | undefined; text: string }> {
  const [response] = await once(get(url, { agent }), 'response');
  const text = (await response.toArray()).join('');
  return { status: response.statusCode, connection: response.headers.connection, text };
}

const signal = (name: NodeJS.Signals) => process.kill(server.pid, name);

test('reports that it is stopping and answers requests until the drain time is over', async () => {
  api = await server.up();
  expect(await ask(`${server.origin}/readyz`)).toMatchObject({ status: 200, connection: 'keep-alive' });
  const began = performance.now();
  signal('SIGTERM');
  const stopping = { status: 503, connection: 'close', text: '{"status":"stopping"}' };
  await expect.poll(() => ask(`${server.origin}/readyz`), { timeout: 1_000 }).toEqual(stopping);
  expect(await ask(`${server.admin}/readyz`)).toMatchObject({ status: 503, text: stopping.text });
  expect(await ask(`${server.origin}/healthz`)).toMatchObject({ status: 200, connection: 'close' });
  while (performance.now() - began < (DRAIN_S - 1) * 1000) {
    expect((await api.DescribeSubAppIds({})).SubAppIdInfoSet).toHaveLength(1);
    await delay(200);
  }
  // Answered although it ends after the drain time.
  await api.ModifyEventConfig({ Mode: 'PULL' });
  const pull = api.PullEvents({}).then(
    () => 'answered',
    (error: { code: string }) => error.code,
  );
  expect(await server.ended).toBe('ended with status 0');
  expect(performance.now() - began).toBeGreaterThan(DRAIN_S * 1000 - 100);
  expect(await pull).not.toMatch(/ECONNRESET|socket/i);
}, 60_000);

test('ends at once at a second signal', async () => {
  await server.up();
  signal('SIGTERM');
  // Earlier repetitions count as the same signal.
  await delay(1_200);
  const began = performance.now();
  signal('SIGTERM');
  expect(await server.ended).toBe('ended with status 130');
  expect(performance.now() - began).toBeLessThan(1_000);
}, 60_000);

test('stops without a drain time at Ctrl-C', async () => {
  await server.up();
  const drains = (): number => server.log.filter((line) => line.includes('draining')).length;
  const before = drains();
  expect(before).toBeGreaterThan(0);
  signal('SIGINT');
  expect(await server.ended).toBe('ended with status 0');
  expect(drains()).toBe(before);
}, 60_000);
