import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Queue } from '../../store/queue/queue.js';
import { Attempts } from './attempts.js';
import { reconcile } from './reconcile.js';
import { subAppId, type TaskTables, taskTables } from './testing/tasks.js';

let tables: TaskTables;
beforeAll(async () => {
  tables = await taskTables();
}, 60_000);
afterAll(() => tables?.close());
beforeEach(async () => {
  await sql`delete from task`.execute(tables.database.db);
  await sql`delete from pgboss.job`.execute(tables.database.db);
});

const lose = () => sql`delete from pgboss.job`.execute(tables.database.db);
const send = () => reconcile(tables.database.db, tables.queues);

/** The jobs that can be taken, in their order. */
async function takeAll<T extends object>(queue: Queue<T>): Promise<T[]> {
  const found: T[] = [];
  for (let job = await queue.take(); job; job = await queue.take()) found.push(job.data);
  return found;
}

test('what has a job is left alone, whatever its state', async () => {
  const taskId = await tables.create();
  expect(await send()).toBe(0);
  const job = await tables.queues.animate.take();
  expect(job?.data).toEqual({ taskId, position: 0 });
  expect(await send()).toBe(0);
  if (job) await tables.queues.animate.retry(job, 'later');
  expect(await send()).toBe(0);
});

test('what lost its job gets another one, with its priority', async () => {
  const kinds = ['AnimatedGraphics', 'Transcode', 'AnimatedGraphics'] as const;
  const low = await tables.create({ subTasks: kinds.map((kind) => ({ kind, input: {} })), priority: -5 });
  const high = await tables.create({ priority: 5 });
  const begun = await tables.create();
  const { job_id } = (await tables.tasks.find(subAppId, begun))?.subTasks[0] ?? {};
  await new Attempts(tables.database.db).begin({ taskId: begun, position: 0 }, job_id ?? '');
  await lose();
  expect(await send()).toBe(4);
  expect(await send()).toBe(0);
  expect(await takeAll(tables.queues.animate)).toEqual([
    { taskId: high, position: 0 },
    { taskId: begun, position: 0 },
    ...[0, 2].map((position) => ({ taskId: low, position })),
  ]);
});

test('what is over needs none', async () => {
  const taskId = await tables.create();
  await tables.tasks.abort(subAppId, taskId);
  await lose();
  expect(await send()).toBe(0);
});

test('while its source is fetched, a task has a job for that alone', async () => {
  const pull = { url: 'https://example.org/a.mp4' };
  const taskId = await tables.create({ source: { fileId: '', fileName: 'a.mp4', fileUrl: '', meta: null, pull } });
  expect(await send()).toBe(0);
  expect(await takeAll(tables.queues.animate)).toEqual([]);
  await lose();
  expect(await send()).toBe(1);
  expect(await takeAll(tables.queues.pull)).toEqual([{ taskId }]);
});

test('many at once', async () => {
  const input = { kind: 'AnimatedGraphics', input: {} } as const;
  for (let n = 0; n < 3; n++) await tables.create({ subTasks: Array.from({ length: 90 }, () => input) });
  await lose();
  const all = await Promise.all([send(), send(), send(), send()]);
  expect(all.reduce((sum, count) => sum + count, await send())).toBe(270);
  expect((await takeAll(tables.queues.animate)).length).toBe(270);
});

test('rows of a version that did not note their jobs have those that say so', async () => {
  const { db } = tables.database;
  const taskId = await tables.create();
  await db.updateTable('sub_task').set({ job_id: null }).where('task_id', '=', taskId).execute();
  expect(await send()).toBe(0);
  const job = await tables.queues.animate.take();
  const attempt = job && (await new Attempts(db).begin(job.data, job.id));
  expect(attempt?.number).toBe(1);
  expect((await tables.tasks.find(subAppId, taskId))?.subTasks[0]?.job_id).toBe(job?.id);
});

test('of two jobs for one sub-task, only the one that its row names does anything', async () => {
  const taskId = await tables.create();
  const attempts = new Attempts(tables.database.db);
  const stale = await tables.queues.animate.take();
  await lose();
  expect(await send()).toBe(1);
  const job = await tables.queues.animate.take();
  expect(stale && (await attempts.begin(stale.data, stale.id))).toBeUndefined();
  expect(job && (await attempts.begin(job.data, job.id))?.taskId).toBe(taskId);
});
