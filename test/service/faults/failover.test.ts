import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@cliploop/testing/client';
import { drawClip } from '@cliploop/testing/clip';
import { PostgresServer } from '@cliploop/testing/postgres-server';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
let postgres: PostgresServer;
let server: ServerProcess;
let api: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-failover-'));
  await drawClip(join(folder, 'clip.mp4'), 'testsrc2=size=160x120:rate=10:duration=3');
  postgres = await PostgresServer.start(18);
  server = new ServerProcess(join(folder, 'data'), { DATABASE_URL: await postgres.database('vod') });
  api = await server.up();
}, 60_000);
afterAll(async () => {
  await server?.end('SIGTERM');
  await postgres?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const cut = () =>
  postgres.query('postgres', `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'vod'`);
const readiness = async (): Promise<string> => (await fetch(`${server.origin}/readyz`)).text();

/** Sends a request until its answer arrives. With a session, a repeated one has no effect. */
async function begin(FileId: string, SessionId: string): Promise<string> {
  const AnimatedGraphicTaskSet = [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 2 }];
  for (;;) {
    try {
      const { TaskId = '' } = await api.ProcessMedia({
        FileId,
        SessionId,
        MediaProcessTask: { AnimatedGraphicTaskSet },
      });
      return TaskId;
    } catch (error) {
      const { code } = error as { code?: string };
      // The answer to the first request was lost.
      if (code?.includes('Duplicate') || code === 'InvalidParameterValue.SessionId') return '';
      if (code !== 'InternalError' && code !== 'ServiceUnavailable') throw error;
      await delay(100);
    }
  }
}

test('loses and doubles no task and no event while connections are cut and the database is read-only for a while', async () => {
  await api.ModifyEventConfig({ Mode: 'PULL' });
  const FileId = await server.addMedia(join(folder, 'clip.mp4'));
  let isOver = false;
  const cutting = (async () => {
    while (!isOver) {
      await cut();
      await delay(150 + Math.random() * 400);
    }
  })();
  const count = 8;
  await Promise.all(Array.from({ length: count }, (_, n) => begin(FileId, `session-${n}`)));
  await delay(1_000);
  // A standby that is promoted after some seconds.
  await postgres.query('postgres', 'alter database vod set default_transaction_read_only = on');
  await delay(1_000);
  await expect.poll(readiness, { timeout: 10_000 }).toMatch(/"(database read-only|no database)"/);
  await postgres.query('postgres', 'alter database vod reset default_transaction_read_only');
  isOver = true;
  await cutting;
  await cut();
  await expect.poll(readiness, { timeout: 20_000 }).toBe('{"status":"ok"}');
  const finished = async () => (await api.DescribeTasks({ Status: 'FINISH', Limit: 100 })).TaskSet?.length;
  await expect.poll(finished, { timeout: 60_000, interval: 200 }).toBe(count);
  const tasks = ((await api.DescribeTasks({ Limit: 100 })).TaskSet ?? []).map(({ TaskId }) => TaskId);
  expect(tasks).toHaveLength(count);
  const told: (string | undefined)[] = [];
  for (let empty = 0; empty < 2; ) {
    const { EventSet = [] } = await api.PullEvents({}).catch((error) => {
      if (error.code !== 'ResourceNotFound') throw error;
      return { EventSet: [] };
    });
    if (EventSet.length === 0) empty += 1;
    for (const { EventHandle = '', ProcedureStateChangeEvent } of EventSet) {
      told.push(ProcedureStateChangeEvent?.TaskId);
      await api.ConfirmEvents({ EventHandles: [EventHandle] });
    }
  }
  expect(told.toSorted()).toEqual(tasks.toSorted());
  for (const TaskId of tasks) {
    const { ProcedureTask } = await api.DescribeTaskDetail({ TaskId: TaskId ?? '' });
    expect(ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Status).toBe('SUCCESS');
  }
}, 150_000);
