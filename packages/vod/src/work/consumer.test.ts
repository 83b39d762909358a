import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { subAppId, type TaskTables, taskTables } from '../domain/task/testing/tasks.js';
import type { TakenJob } from '../store/queue/queue.js';
import { Consumer, type ConsumerOptions } from './consumer.js';

let tables: TaskTables;
const other = subAppId + 1;
beforeAll(async () => {
  tables = await taskTables();
  for (const id of [other, other + 1]) {
    await sql`insert into application (sub_app_id, name, description, status) values (${id}, ${`app ${id}`}, '', 'On')`.execute(
      tables.database.db,
    );
  }
}, 60_000);
afterAll(() => tables?.close());
afterEach(async () => {
  await sql`delete from task`.execute(tables.database.db);
});

const send = (id: number, count: number) =>
  tables.create({
    subAppId: id,
    subTasks: Array.from({ length: count }, () => ({ kind: 'AnimatedGraphics', input: {} })),
  });

/** A consumer whose jobs end when the test says so, or when the consumer stops. */
function consumer(options: Pick<ConsumerOptions, 'slots' | 'reserve'>) {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const errors: Error[] = [];
  const work = async ({ subAppId: id }: TakenJob, stop: AbortSignal) => {
    started.push(id);
    await new Promise<void>((resolve) => {
      ends.push(resolve);
      stop.addEventListener('abort', () => resolve(), { once: true });
    });
    return stop.aborted ? { retry: 'the worker stops' } : {};
  };
  const log = (error: Error) => void errors.push(error);
  const consumer = new Consumer({ queue: tables.queues.animate, work, log, ...options });
  consumer.start();
  return { consumer, started, ends, errors };
}

const started = (list: readonly number[], count: number) =>
  vi.waitFor(() => expect(list.length).toBe(count), { timeout: 10_000, interval: 10 });
const quiet = (list: readonly number[], count: number) =>
  new Promise((resolve) => setTimeout(resolve, 1_500)).then(() => expect(list.length).toBe(count));

test('starts the job of another application at once while one has many long jobs', async () => {
  await send(subAppId, 40);
  const { consumer: one, started: list, ends, errors } = consumer({ slots: 8, reserve: 'half' });
  await started(list, 4);
  await quiet(list, 4);
  await send(other, 1);
  await send(other + 1, 1);
  await started(list, 6);
  expect(list.slice(4).sort()).toEqual([other, other + 1]);
  // Each slot of the first application that becomes free gets another of its jobs.
  for (const end of ends.splice(4)) end();
  ends[0]?.();
  await started(list, 7);
  expect(list[6]).toBe(subAppId);
  await one.stop();
  expect(errors).toEqual([]);
});

test('keeps the last slot for an application that had a job lately, while another has many long jobs', async () => {
  await send(other, 1);
  const { consumer: one, started: list, ends, errors } = consumer({ slots: 3, reserve: 'one' });
  await started(list, 1);
  ends.splice(0)[0]?.();
  await send(subAppId, 10);
  await started(list, 3);
  await quiet(list, 3);
  await send(other, 2);
  await started(list, 4);
  expect(list).toEqual([other, subAppId, subAppId, other]);
  // Both applications have jobs now, and share the slots.
  await quiet(list, 4);
  ends[0]?.();
  await started(list, 5);
  await one.stop();
  expect(errors).toEqual([]);
});

test.each([
  ['several slots', 3],
  ['one slot', 1],
])('lets an application use %s that no other application has used', async (_, slots) => {
  await send(subAppId, 10);
  const { consumer: one, started: list } = consumer({ slots, reserve: 'one' });
  await started(list, slots);
  await one.stop();
});

test('lets one application use all slots without a reserve, and returns all jobs when it stops', async () => {
  await send(subAppId, 6);
  const { consumer: one, started: list } = consumer({ slots: 4 });
  await started(list, 4);
  await quiet(list, 4);
  await one.stop();
  const { rows } = await sql<{ jobs: number }>`select count(*) as jobs from job where not taken`.execute(
    tables.database.db,
  );
  expect(rows).toEqual([{ jobs: 6 }]);
});

test('returns a job to the queue when its work throws, and continues', async () => {
  await send(subAppId, 1);
  const errors: string[] = [];
  const attempts: number[] = [];
  const one = new Consumer({
    queue: tables.queues.animate,
    slots: 1,
    work: async ({ attempt }) => {
      attempts.push(attempt);
      if (attempt === 1) throw new Error('no database');
      return {};
    },
    log: ({ message }) => void errors.push(message),
  });
  one.start();
  await vi.waitFor(() => expect(attempts).toEqual([1, 2]), { timeout: 10_000 });
  await one.stop();
  expect(errors).toEqual(['no database']);
  expect((await sql`select from job`.execute(tables.database.db)).rows).toEqual([]);
});
