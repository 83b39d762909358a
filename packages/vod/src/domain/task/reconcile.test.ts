import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Queue, SubTaskJob } from '../../store/queue/queue.js';
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
  await sql`delete from job`.execute(tables.database.db);
});

const lose = () => sql`delete from job`.execute(tables.database.db);
const send = () => reconcile(tables.database.db);

/** The jobs that can be taken, in their order. */
async function takeAll(queue: Queue): Promise<SubTaskJob[]> {
  const found: SubTaskJob[] = [];
  for (let job = await queue.take(); job; job = await queue.take())
    found.push({ taskId: job.taskId, position: job.position });
  return found;
}

test('leaves sub-tasks alone that have a job, whatever its state', async () => {
  const taskId = await tables.create();
  expect(await send()).toBe(0);
  const job = await tables.queues.animate.take();
  expect(job).toMatchObject({ taskId, position: 0 });
  expect(await send()).toBe(0);
  if (job) await tables.queues.animate.retry(job);
  expect(await send()).toBe(0);
});

test('sends a job with the priority of the task for sub-tasks that lost theirs', async () => {
  const kinds = ['AnimatedGraphics', 'Transcode', 'AnimatedGraphics'] as const;
  const low = await tables.create({ subTasks: kinds.map((kind) => ({ kind, input: {} })), priority: -5 });
  const high = await tables.create({ priority: 5 });
  const begun = await tables.create();
  await new Attempts(tables.database.db).begin({ taskId: begun, position: 0 });
  await lose();
  expect(await send()).toBe(4);
  expect(await send()).toBe(0);
  expect(await takeAll(tables.queues.animate)).toEqual([
    { taskId: high, position: 0 },
    { taskId: begun, position: 0 },
    ...[0, 2].map((position) => ({ taskId: low, position })),
  ]);
});

test('skips finished tasks', async () => {
  const taskId = await tables.create();
  await tables.tasks.abort(subAppId, taskId);
  await lose();
  expect(await send()).toBe(0);
});

test('sends only the job of the pull while the source of a task is fetched', async () => {
  const pull = { url: 'https://example.org/a.mp4' };
  const taskId = await tables.create({ source: { fileId: '', fileName: 'a.mp4', fileUrl: '', meta: null, pull } });
  expect(await send()).toBe(0);
  expect(await takeAll(tables.queues.animate)).toEqual([]);
  await lose();
  expect(await send()).toBe(1);
  expect(await takeAll(tables.queues.pull)).toEqual([{ taskId, position: -1 }]);
});

test('sends each job once when several processes reconcile at the same time', async () => {
  const input = { kind: 'AnimatedGraphics', input: {} } as const;
  for (let n = 0; n < 3; n++) await tables.create({ subTasks: Array.from({ length: 90 }, () => input) });
  await lose();
  const all = await Promise.all([send(), send(), send(), send()]);
  expect(all.reduce((sum, count) => sum + count, await send())).toBe(270);
  expect((await takeAll(tables.queues.animate)).length).toBe(270);
});
