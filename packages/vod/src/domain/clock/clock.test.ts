import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Callbacks } from '../event/callbacks.js';
import { subAppId, type TaskTables, taskTables } from '../task/testing/tasks.js';
import { Clock } from './clock.js';

let tables: TaskTables;
let clock: Clock;
let lines: string[];
beforeAll(async () => {
  tables = await taskTables();
}, 60_000);
afterAll(() => tables?.close());
beforeEach(async () => {
  const { db } = tables.database;
  await sql`delete from task`.execute(db);
  await sql`delete from service_state`.execute(db);
  lines = [];
  const log = {
    info: (_: object, line: string) => lines.push(line),
    warn: (_: object, line: string) => lines.push(line),
  };
  clock = new Clock(db, log);
  await clock.check();
});

/** Sets the clock: moves all stored times by the opposite. @param hours positive: forward */
async function setClock(hours: number): Promise<void> {
  const { db } = tables.database;
  const by = sql`${-hours} * interval '1 hour'`;
  await sql`update service_state set update_time = update_time + ${by},
    value = jsonb_build_object('pauseUntil', (value->>'pauseUntil')::timestamptz + ${by})`.execute(db);
  await sql`update job set ready_time = ready_time + ${by} where ready_time > '-infinity'`.execute(db);
  await sql`update event_callback set due_time = due_time + ${by}`.execute(db);
}

test('runs waiting and retried jobs at once after the clock was set back by an hour', async () => {
  const retried = await tables.create({ priority: 1 });
  const job = await tables.queues.animate.take();
  if (job) await tables.queues.animate.retry(job);
  const waiting = await tables.create();
  await setClock(-1);
  await clock.check();
  await expect.poll(async () => (await tables.queues.animate.take())?.taskId, { timeout: 10_000 }).toBe(retried);
  expect((await tables.queues.animate.take())?.taskId).toBe(waiting);
  expect(lines).toEqual(['the clock was set back; moving the times of waiting work']);
});

test('delivers callbacks at once after the clock was set back', async () => {
  const { db } = tables.database;
  await sql`insert into event_callback (sub_app_id, url, host, content, due_time)
    values (${subAppId}, 'http://a/', 'a', '{}', now() + interval '5 s')`.execute(db);
  await setClock(-1);
  await clock.check();
  const limits = { free: 9, perHost: 9, running: new Map(), leaseMs: 1_000 };
  expect(await new Callbacks(db).claim(limits)).toHaveLength(1);
});

test('ends the key pairs of killed processes when the clock is set back, and not an hour later', async () => {
  const { db } = tables.database;
  await sql`insert into key_holder (process, secret_id, until)
    select gen_random_uuid(), id, now() + seconds * interval '1 s'
    from (values ('of a running process', 6), ('of a killed process', 3600)) as holder (id, seconds)`.execute(db);
  await setClock(-1);
  await clock.check();
  const { rows } = await sql<{ secret_id: string }>`select secret_id from key_holder`.execute(db);
  expect(rows).toEqual([{ secret_id: 'of a running process' }]);
});

test('pauses deletions for an hour after the clock was set forward by an hour', async () => {
  expect(await clock.mayDelete()).toBe(true);
  await setClock(1);
  expect(await clock.mayDelete()).toBe(false);
  expect(lines).toEqual(['the clock was set forward, or no worker ran; deletions of old data pause']);
  // Another process, or this one after a restart.
  const other = new Clock(tables.database.db, { info: () => {}, warn: () => {} });
  expect(await other.mayDelete()).toBe(false);
  await sql`update service_state set value = jsonb_build_object('pauseUntil',
    (value->>'pauseUntil')::timestamptz - interval '59 minutes')`.execute(tables.database.db);
  expect(await other.mayDelete()).toBe(false);
  await sql`update service_state set value = jsonb_build_object('pauseUntil',
    (value->>'pauseUntil')::timestamptz - interval '2 minutes')`.execute(tables.database.db);
  expect(await other.mayDelete()).toBe(true);
});

test('moves the times once when several processes notice', async () => {
  await tables.create();
  await setClock(-1);
  const others = Array.from(
    { length: 4 },
    () =>
      new Clock(tables.database.db, {
        info: (_, line) => lines.push(line),
        warn: (_, line) => lines.push(line),
      }),
  );
  await Promise.all(others.map((other) => other.check()));
  expect(lines).toHaveLength(1);
});
