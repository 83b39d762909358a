import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@cliploop/testing/client';
import { query } from '@cliploop/testing/postgres-server';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

/* Many clients that ask for metrics while many tasks wait. */

const BACKLOG = 150_000;
const SCRAPERS = 40;

let folder: string;
let database: TestDatabase;
let server: ServerProcess;
let api: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-metrics-'));
  database = await testDatabase();
  const env = { CLIPLOOP_ROLE: 'api', CLIPLOOP_PUBLIC_URL: 'http://127.0.0.1', CLIPLOOP_LOG_LEVEL: 'info' };
  server = new ServerProcess(join(folder, 'data'), { ...env, DATABASE_URL: database.url });
  api = await server.up();
  await query(
    database.url,
    `insert into task (task_id, sub_app_id, task_type, status, file_id, file_name, file_url, priority, notify_mode, session_id, session_context)
     select 't' || n, 1500000000, 'Procedure', 'WAITING', '', '', '', 0, 'Finish', '', '' from generate_series(1, ${BACKLOG}) n`,
  );
  await query(
    database.url,
    `insert into sub_task (task_id, position, kind, input, status)
     select 't' || n, 0, 'AnimatedGraphics', '{}', 'WAITING' from generate_series(1, ${BACKLOG}) n`,
  );
}, 120_000);
afterAll(async () => {
  await server?.end('SIGKILL');
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** The median time of an API request, ms. */
async function latency(count: number): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const began = performance.now();
    await api.DescribeSubAppIds({});
    times.push(performance.now() - began);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(count / 2)] ?? 0;
}

const counts = async (): Promise<number> => {
  const rows = await query(
    database.url,
    `select coalesce(sum(idx_scan + seq_scan), 0)::int as scans from pg_stat_user_tables where relid = 'sub_task'::regclass`,
  );
  return Number(rows[0]?.scans);
};

test('answers API requests while 40 clients ask for metrics at a backlog of 150,000', async () => {
  await latency(5);
  const idle = await latency(9);
  const scansBefore = await counts();
  let scrapes = 0;
  let isOver = false;
  const scrapers = Array.from({ length: SCRAPERS }, async () => {
    while (!isOver) {
      const text = await (await fetch(`${server.admin}/metrics`, { headers: { connection: 'close' } })).text();
      expect(text).toContain(`cliploop_queue_depth{queue="animate",state="WAITING"} ${BACKLOG}`);
      scrapes++;
    }
  });
  // All of them have had an answer, and ask again.
  await expect.poll(() => scrapes, { timeout: 20_000 }).toBeGreaterThan(SCRAPERS);
  const busy = await latency(9);
  isOver = true;
  await Promise.all(scrapers);
  // The scrapes themselves use the process, too. With a query for each scrape, it took more than 100 times as long.
  expect(busy).toBeLessThan(Math.max(idle, 10) * 20);
  // Statistics of PostgreSQL are late by up to a second.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect((await counts()) - scansBefore).toBeLessThan(10);
}, 120_000);

test('answers /readyz and API requests for any number of clients of /readyz', async () => {
  const statuses = await Promise.all(
    Array.from({ length: 300 }, async () => (await fetch(`${server.origin}/readyz`)).status),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
});

test('serves the backlog as JSON to operators', async () => {
  const { backlog } = await (await fetch(`${server.admin}/backlog`)).json();
  expect(backlog).toContainEqual({ queue: 'animate', status: 'WAITING', count: BACKLOG });
  expect(backlog).toContainEqual({ queue: 'pull', status: 'PROCESSING', count: 0 });
});

test('serves metrics and the backlog only at the address for operators', async () => {
  for (const path of ['/metrics', '/backlog']) {
    expect((await fetch(`${server.origin}${path}`)).status).toBe(404);
    expect((await fetch(`${server.admin}${path}`)).status).toBe(200);
  }
  for (const path of ['/healthz', '/readyz']) {
    for (const origin of [server.origin, server.admin]) expect((await fetch(`${origin}${path}`)).status).toBe(200);
  }
  expect((await fetch(`${server.admin}/`, { method: 'POST', body: 'x' })).status).toBe(404);
});
