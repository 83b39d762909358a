import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { emit } from './emit.js';
import type { Events } from './events.js';
import { sweepEvents } from './sweep.js';
import { change, type Outbox, otherAppId, outbox, subAppId, taskOf } from './testing/outbox.js';

let box: Outbox;
beforeAll(async () => {
  box = await outbox();
  await box.events().configs.modify(subAppId, { mode: 'PULL' });
}, 60_000);
afterAll(() => box?.close());
beforeEach(async () => {
  await box.database.db.deleteFrom('event_queue').execute();
});

const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `${from + index}`);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Emits several events at the same time, each in its own transaction. */
async function emitAll(tasks: readonly string[]): Promise<void> {
  const rest = [...tasks];
  const one = async () => {
    for (let task = rest.shift(); task !== undefined; task = rest.shift()) await box.emit(change(task));
  };
  await Promise.all(Array.from({ length: 8 }, one));
}

async function tasks(events: Events): Promise<string[]> {
  return (await events.pull(subAppId)).map(({ content }) => taskOf(content));
}

test('pulls batches of 16, unconfirmed events first, then the oldest, each time with a new handle', async () => {
  const events = box.events({ longPollMs: 0 });
  for (const name of names(0, 40)) await box.emit(change(name));
  const first = await events.pull(subAppId);
  expect(first.map(({ content }) => taskOf(content))).toEqual(names(0, 16));
  expect(await events.queue.count(subAppId)).toBe(24);
  await events.queue.confirm(
    subAppId,
    first.slice(0, 14).map(({ handle }) => handle),
  );
  // The time to confirm them has passed.
  const { db } = box.database;
  await db
    .updateTable('event_queue')
    .set({ taken_until: new Date(0) })
    .where('taken_until', 'is not', null)
    .execute();
  const second = await events.pull(subAppId);
  expect(second.map(({ content }) => taskOf(content))).toEqual(names(14, 30));
  expect(second[0]?.handle).not.toBe(first[14]?.handle);
  expect(await tasks(events)).toEqual(names(30, 40));
});

test('pulls at most 1 MiB of events, and a larger event alone', async () => {
  const events = box.events({ longPollMs: 0 });
  const large = async (taskId: string, bytes: number): Promise<void> => {
    const padding = 'x'.repeat(bytes);
    await box.emit({
      EventType: 'ProcedureStateChanged',
      ProcedureStateChangeEvent: { TaskId: taskId, Status: 'FINISH', SessionContext: padding },
    });
  };
  for (const name of ['0', '1', '2', '3']) await large(name, 300_000);
  await large('4', 9_000_000);
  for (const name of ['5', '6']) await large(name, 10);
  expect(await tasks(events)).toEqual(['0', '1', '2']);
  expect(await tasks(events)).toEqual(['3']);
  expect(await tasks(events)).toEqual(['4']);
  expect(await tasks(events)).toEqual(['5', '6']);
});

test('gives the rest of a large batch to a pull that waits', async () => {
  const events = box.events({ longPollMs: 3_000 });
  const waiting = [tasks(events), tasks(events), tasks(events)];
  await sleep(200);
  const { db } = box.database;
  await db.transaction().execute(async (trx) => {
    for (const TaskId of ['0', '1', '2']) {
      const content = { TaskId, Status: 'FINISH', SessionContext: 'x'.repeat(800_000) } as const;
      await emit(trx, subAppId, { EventType: 'ProcedureStateChanged', ProcedureStateChangeEvent: content });
    }
  });
  events.start();
  expect((await Promise.all(waiting)).flat().sort()).toEqual(['0', '1', '2']);
  await events.stop();
});

test('confirms an event once, in time, and only by the handle of its last delivery to its application', async () => {
  const slow = box.events({ longPollMs: 0 });
  const quick = box.events({ longPollMs: 0, visibilityMs: 0 });
  for (const name of names(0, 3)) await box.emit(change(name));
  const late = await quick.pull(subAppId);
  const handles = async (given: string[], app = subAppId) => [...(await slow.queue.confirm(app, given))];
  expect(await handles(late.map(({ handle }) => handle))).toEqual([]);
  const [a = '', b = '', c = ''] = (await slow.pull(subAppId)).map(({ handle }) => handle);
  expect(await handles([late[0]?.handle ?? ''])).toEqual([]);
  expect(await handles([a], otherAppId)).toEqual([]);
  const nonsense = [a.slice(0, -1), a.toUpperCase(), `0${a}`, '', '1-2', `9${'9'.repeat(20)}${a.slice(1)}`];
  expect(await handles([...nonsense, a, b, a])).toEqual([a, b]);
  expect(await handles([a, c])).toEqual([c]);
});

test('returns new events to waiting pulls at once, which hold no database connection', async () => {
  // The intervals are long, so that only the notification can end the wait.
  const events = box.events({ longPollMs: 1 << 30, tickMs: 1 << 30 });
  events.start();
  const got: string[][] = [];
  const waiting = Array.from({ length: 200 }, async () => got.push(await tasks(events)));
  const { pool, db } = box.database;
  await vi.waitFor(async () => {
    expect(pool.idleCount).toBe(pool.totalCount);
    expect(
      (
        await sql`select 1 from pg_stat_activity where datname = current_database() and query like 'listen %'`.execute(
          db,
        )
      ).rows,
    ).toHaveLength(1);
  }, 10_000);
  await box.emit(change('first'));
  await vi.waitFor(() => expect(got).toEqual([['first']]), 10_000);
  // One notification, and more than one pull gets events.
  await db.transaction().execute(async (trx) => {
    for (const name of names(0, 20)) await emit(trx, subAppId, change(name));
  });
  await vi.waitFor(() => expect(got).toEqual([['first'], names(0, 16), names(16, 20)]), 10_000);
  await events.stop();
  await Promise.all(waiting);
  expect(got.slice(3)).toEqual(Array.from({ length: 197 }, () => []));
}, 60_000);

test('ends an empty pull after its time limit, and at once when the service stops', async () => {
  expect(await tasks(box.events({ longPollMs: 100 }))).toEqual([]);
  const events = box.events({ longPollMs: 1 << 30 });
  const waiting = [tasks(events), tasks(events)];
  await sleep(50);
  await events.stop();
  expect(await Promise.all(waiting)).toEqual([[], []]);
});

test('replaces a lost connection for notifications', async () => {
  const events = box.events({ longPollMs: 60_000, tickMs: 1 << 30 });
  events.start();
  await sleep(300);
  const killed = await sql<{ pid: number }>`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'`.execute(
    box.database.db,
  );
  expect(killed.rows).toHaveLength(1);
  const waiting = tasks(events);
  await box.emit(change('after'));
  expect(await waiting).toEqual(['after']);
  expect(box.warnings.some((line) => line.startsWith('lost the connection for notifications'))).toBe(true);
  await events.stop();
}, 30_000);

test('delivers 400 events to consumers that crash at random, and confirms each once', async () => {
  const all = names(0, 400);
  const confirmed: string[] = [];
  const seen = new Map<string, number>();
  let crashes = 0;
  let random = 42;
  const chance = () => {
    random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
    return random / 2 ** 31;
  };
  const consume = async () => {
    // A new process each time, without the state of the crashed one.
    let events = box.events({ longPollMs: 100, visibilityMs: 400 });
    while (confirmed.length < all.length) {
      const pulled = await events.pull(subAppId);
      for (const { content } of pulled) seen.set(taskOf(content), (seen.get(taskOf(content)) ?? 0) + 1);
      // It crashes after some of the events, or takes too long for them.
      const handledCount = chance() < 0.4 ? Math.floor(chance() * pulled.length) : pulled.length;
      if (chance() < 0.05) await sleep(450);
      const handled = pulled.slice(0, handledCount);
      const good = await events.queue.confirm(
        subAppId,
        handled.map(({ handle }) => handle),
      );
      for (const { handle, content } of handled) if (good.has(handle)) confirmed.push(taskOf(content));
      if (handledCount === pulled.length) continue;
      crashes++;
      events = box.events({ longPollMs: 100, visibilityMs: 400 });
    }
  };
  await Promise.all([emitAll(all), ...Array.from({ length: 6 }, consume)]);
  expect([...confirmed].sort()).toEqual([...all].sort());
  expect(crashes).toBeGreaterThan(10);
  expect([...seen.values()].some((times) => times > 1)).toBe(true);
  expect(await box.database.db.selectFrom('event_queue').selectAll().execute()).toEqual([]);
}, 120_000);

test('deletes events after 4 days', async () => {
  const { db } = box.database;
  for (const name of names(0, 4)) await box.emit(change(name));
  const age = (days: number, task: string) =>
    sql`update event_queue set create_time = now() - ${days} * interval '1 day'
      where content->'ProcedureStateChangeEvent'->>'TaskId' = ${task}`.execute(db);
  await age(4.1, '0');
  await age(3.9, '1');
  await age(5, '2');
  expect(await sweepEvents(db)).toBe(2);
  expect(await tasks(box.events())).toEqual(['1', '3']);
});
