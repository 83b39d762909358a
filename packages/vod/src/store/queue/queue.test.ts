import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { subAppId, type TaskTables, taskTables } from '../../domain/task/testing/tasks.js';

let tables: TaskTables;
beforeAll(async () => {
  tables = await taskTables();
}, 60_000);
afterAll(() => tables?.close());
beforeEach(async () => {
  await sql`truncate task, job_turn cascade`.execute(tables.database.db);
});

const queue = () => tables.queues.animate;
const other = subAppId + 1;

/** Adds an application that the tests can use. */
const addApplication = (id: number) =>
  sql`insert into application (sub_app_id, name, description, status) values (${id}, ${`app ${id}`}, '', 'On')
    on conflict do nothing`.execute(tables.database.db);

/** Creates a task with this number of jobs. @returns its id */
async function send(id: number, count = 1, priority = 0): Promise<string> {
  await addApplication(id);
  const subTasks = Array.from({ length: count }, () => ({ kind: 'AnimatedGraphics', input: {} }) as const);
  return tables.create({ subAppId: id, subTasks, priority });
}

/** Ends all leases and delays, as after a wait. */
const elapse = (seconds: number) =>
  sql`update job set ready_time = ready_time - ${seconds} * interval '1 s'`.execute(tables.database.db);

test('orders the jobs of an application by priority, then by age', async () => {
  const ids: string[] = [];
  for (const priority of [0, -10, 10, 0]) ids.push(await send(subAppId, 1, priority));
  const taken: number[] = [];
  for (let job = await queue().take(); job; job = await queue().take()) taken.push(ids.indexOf(job.taskId));
  expect(taken).toEqual([2, 0, 3, 1]);
});

test('takes the job of another application next, however many jobs wait, and whatever their priority', async () => {
  await send(subAppId, 300, 10);
  for (let n = 0; n < 5; n++) await queue().take();
  const late = await send(other, 1, -10);
  expect(await queue().take()).toMatchObject({ taskId: late, subAppId: other });
});

test('lets applications take turns with one worker', async () => {
  await send(subAppId, 4);
  await send(other, 4);
  await send(other + 1, 4);
  const served: number[] = [];
  for (let n = 0; n < 9; n++) {
    const job = await queue().take();
    if (!job) throw new Error('no job');
    served.push(job.subAppId - subAppId);
    await queue().complete(job);
  }
  expect(served).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
});

test('prefers the application with fewer running jobs', async () => {
  await send(subAppId, 9);
  const running = [await queue().take(), await queue().take(), await queue().take()];
  await send(other, 9);
  const next = [await queue().take(), await queue().take(), await queue().take()];
  expect(next.map((job) => job?.subAppId)).toEqual([other, other, other]);
  for (const job of running) if (job) await queue().complete(job);
  expect((await queue().take())?.subAppId).toBe(subAppId);
});

test('leaves the jobs of excepted applications', async () => {
  await send(subAppId, 2);
  expect(await queue().take([subAppId])).toBeUndefined();
  await send(other);
  expect((await queue().take([subAppId]))?.subAppId).toBe(other);
  expect((await queue().take([other]))?.subAppId).toBe(subAppId);
});

test('gives each job to one of many workers that take at the same time', async () => {
  await send(subAppId, 20);
  await send(other, 20);
  const taken = await Promise.all(Array.from({ length: 60 }, () => queue().take()));
  let next = await queue().take();
  for (; next; next = await queue().take()) taken.push(next);
  const ids = taken.flatMap((job) => (job ? [`${job.taskId} ${job.position}`] : []));
  expect(ids.length).toBe(40);
  expect(new Set(ids).size).toBe(40);
});

test('gives the job of a dead worker to another after 10 s, and ignores the dead one afterwards', async () => {
  const taskId = await send(subAppId);
  const dead = await queue().take();
  await elapse(9);
  expect(await queue().take()).toBeUndefined();
  await elapse(1);
  const job = await queue().take();
  expect(job).toMatchObject({ taskId, attempt: 2 });
  if (!dead || !job) throw new Error('no job');
  await queue().complete(dead);
  await queue().retry(dead);
  await elapse(9);
  await queue().touch(dead);
  await elapse(1);
  expect((await queue().take())?.attempt).toBe(3);
});

test('keeps the job of a worker that touches it', async () => {
  await send(subAppId);
  const job = await queue().take();
  for (let n = 0; job && n < 5; n++) {
    await elapse(8);
    await queue().touch(job);
  }
  expect(await queue().take()).toBeUndefined();
});

test('delays retries by growing times of at most 60 s', async () => {
  await send(subAppId);
  for (const longest of [2, 4, 8, 16, 32, 60, 60]) {
    const job = await queue().take();
    if (!job) throw new Error('no job');
    await queue().retry(job);
    expect(await queue().take()).toBeUndefined();
    await elapse(longest / 2 - 0.5);
    expect(await queue().take()).toBeUndefined();
    await elapse(longest / 2 + 0.5);
  }
});

test('can take jobs after the clock of the database was set back by an hour', async () => {
  await send(subAppId, 2);
  const job = await queue().take();
  if (job) await queue().retry(job);
  await elapse(-3600);
  expect(await queue().take()).toMatchObject({ attempt: 2 });
  expect(await queue().take()).toMatchObject({ attempt: 1 });
});

test('deletes the jobs of a task that is aborted or deleted', async () => {
  const aborted = await send(subAppId, 3);
  const deleted = await send(subAppId, 3);
  await tables.tasks.abort(subAppId, aborted);
  await sql`delete from task where task_id = ${deleted}`.execute(tables.database.db);
  expect((await sql`select from job`.execute(tables.database.db)).rows).toEqual([]);
});

test('undoes the jobs with the transaction that adds them', async () => {
  const taskId = await send(subAppId);
  await sql`delete from job`.execute(tables.database.db);
  const trx = tables.database.db.transaction().execute(async (trx) => {
    await queue().send(trx, { taskId, subAppId, priority: 0 }, [0]);
    throw new Error('undo');
  });
  await expect(trx).rejects.toThrow('undo');
  expect(await queue().take()).toBeUndefined();
});

test('takes a job as fast when 20,000 others wait', async () => {
  const { db } = tables.database;
  const many = async (id: number, count: number) => {
    const taskId = await send(id);
    await sql`insert into sub_task (task_id, position, kind, input, status)
      select ${taskId}, at, 'AnimatedGraphics', '{}', 'WAITING' from generate_series(1, ${count}::integer) as at`.execute(
      db,
    );
    await sql`insert into job (task_id, position, queue, sub_app_id, priority)
      select ${taskId}, at, 'animate', ${id}, 0 from generate_series(1, ${count}::integer) as at`.execute(db);
  };
  await many(subAppId, 100);
  await many(other, 100);
  const few = await timeToTake();
  await many(subAppId, 10_000);
  await many(other, 10_000);
  expect(await timeToTake()).toBeLessThan(5 * few);
});

/** Median time to take a job and to complete it, ms. */
async function timeToTake(): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 41; n++) {
    const start = performance.now();
    const job = await queue().take();
    if (!job) throw new Error('no job');
    await queue().complete(job);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[20] ?? 0;
}
