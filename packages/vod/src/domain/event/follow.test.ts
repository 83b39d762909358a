import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ListedCallback } from './callback-list.js';
import type { DelivererOptions } from './deliverer.js';
import { sign } from './post.js';
import { sweepEvents } from './sweep.js';
import { change, type Outbox, otherAppId, outbox, subAppId } from './testing/outbox.js';
import { type Answer, fail, type Receiver, Receivers, type Running, succeed } from './testing/receivers.js';

let box: Outbox;
const receivers = new Receivers();
beforeAll(async () => {
  box = await outbox();
}, 60_000);
afterAll(() => box?.close());
beforeEach(async () => {
  for (const table of ['event_callback', 'event_config'] as const) await box.database.db.deleteFrom(table).execute();
  box.warnings.length = 0;
});
afterEach(() => receivers.close());

const receiver = (answer: Answer): Promise<Receiver> => receivers.receiver(answer);
const start = (options?: DelivererOptions, allow?: string): Running => receivers.start(box, options, allow);
const stop = (events: Running): Promise<void> => receivers.stop(events);
const pushTo = (notificationUrl: string, to = subAppId): Promise<void> =>
  box.events().configs.modify(to, { notificationUrl });
const left = () => box.database.db.selectFrom('event_callback').selectAll().execute();
const eventually = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 20_000, interval: 20 });
const nothingLeft = () => eventually(async () => expect(await left()).toEqual([]));

const hour: DelivererOptions = { retryDelaysMs: [3_600_000], timeoutMs: 2_000 };
const all = ['waiting', 'failed', 'refused'] as const;
const listed = (): Promise<ListedCallback[]> => box.events().outbox.list({ states: all }, 100);

describe('a callback that waits', () => {
  test('goes to a changed NotificationUrl at once, signed with the changed SignKey', async () => {
    const old = await receiver(fail);
    const fresh = await receiver(succeed);
    await pushTo(old.url);
    await box.events().configs.modify(subAppId, { signKey: 'old' });
    await pushTo(old.url, otherAppId);
    await box.emit(change('1'));
    await box.emit(change('other'), otherAppId);
    start(hour);
    await eventually(async () => expect((await left()).map(({ failures }) => failures)).toEqual([1, 1]));
    await box.events().configs.modify(subAppId, { notificationUrl: fresh.url, signKey: 'fresh' });
    await eventually(() => expect(fresh.tasks()).toEqual(['1']));
    const { T, Sign } = fresh.bodies[0] as { T: number; Sign: string };
    expect({ Sign, T }).toEqual(sign('fresh', T));
    expect(old.tasks().sort()).toEqual(['1', 'other']);
    await eventually(async () => expect(await left()).toMatchObject([{ sub_app_id: otherAppId, url: old.url }]));
  });

  test('goes to the new URL also if it was written while the URL changed, or while it was being sent', async () => {
    const old = await receiver((index, response) => index === 0 && setTimeout(() => fail(index, response), 300));
    const fresh = await receiver(succeed);
    await pushTo(old.url);
    await box.emit(change('1'));
    start({ ...hour, retryDelaysMs: [20] });
    await eventually(() => expect(old.bodies).toHaveLength(1));
    await pushTo(fresh.url);
    const { db } = box.database;
    await db
      .insertInto('event_callback')
      .values({ sub_app_id: subAppId, url: old.url, host: new URL(old.url).host, content: JSON.stringify(change('2')) })
      .execute();
    await nothingLeft();
    expect(fresh.tasks().sort()).toEqual(['1', '2']);
    expect(old.bodies).toHaveLength(1);
  });

  test('follows in a large backlog, of which the request changes a part', { timeout: 60_000 }, async () => {
    await pushTo('http://127.0.0.1:9/');
    const { db } = box.database;
    const content = JSON.stringify(change('x'));
    const row = {
      sub_app_id: subAppId,
      url: 'http://127.0.0.1:9/',
      host: '127.0.0.1:9',
      content,
      due_time: new Date(2 ** 42),
    };
    for (let step = 0; step < 12; step++)
      await db.insertInto('event_callback').values(Array(1_000).fill(row)).execute();
    await pushTo('http://127.0.0.1:10/');
    const urls = await db
      .selectFrom('event_callback')
      .select((of) => ['url', of.fn.countAll<number>().as('count')])
      .groupBy('url')
      .orderBy('url')
      .execute();
    expect(urls).toEqual([
      { url: 'http://127.0.0.1:10/', count: 10_000 },
      { url: 'http://127.0.0.1:9/', count: 2_000 },
    ]);
  });

  test('stops when the URL is removed, and is sent again after a resend', async () => {
    const old = await receiver(fail);
    await pushTo(old.url);
    await box.emit(change('1'));
    const events = start(hour);
    await eventually(async () => expect(await left()).toMatchObject([{ failures: 1, lease: null }]));
    await pushTo('');
    const reason = 'NotificationUrl was removed before the callback was delivered';
    expect(await listed()).toMatchObject([{ state: 'failed', reason, nextTime: null }]);
    expect(await events.outbox.resend({ states: all })).toBe(0);
    const fresh = await receiver(succeed);
    await pushTo(fresh.url);
    expect(await events.outbox.resend({ states: all })).toBe(1);
    await eventually(() => expect(fresh.tasks()).toEqual(['1']));
  });
});

describe('a refused address', () => {
  test('is tried again by a process with another list of allowed addresses, and only by such a process', async () => {
    const { url, tasks } = await receiver(succeed);
    await pushTo(url);
    await box.emit(change('1'));
    const first = start(hour, '');
    await eventually(async () =>
      expect(await listed()).toMatchObject([{ state: 'refused', failures: 1, nextTime: null }]),
    );
    await stop(first);
    const same = start(hour, '');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await left()).toMatchObject([{ failures: 1, due_time: null }]);
    await stop(same);
    const other = start(hour, '127.0.0.2');
    await eventually(() => expect(box.warnings).toHaveLength(2));
    await stop(other);
    expect(await listed()).toMatchObject([{ state: 'refused' }]);
    expect(tasks()).toEqual([]);
    start(hour, '127.0.0.1');
    await nothingLeft();
    expect(tasks()).toEqual(['1']);
  });

  test('is tried again after a changed NotificationUrl, and after a resend', async () => {
    const { url, tasks } = await receiver(succeed);
    await pushTo('http://127.0.0.2:9/');
    await box.emit(change('1'));
    const events = start(hour);
    await eventually(async () => expect(await listed()).toMatchObject([{ state: 'refused' }]));
    expect(await events.outbox.resend({ states: ['refused'] })).toBe(1);
    await eventually(() => expect(box.warnings).toHaveLength(2));
    await eventually(async () => expect(await listed()).toMatchObject([{ state: 'refused' }]));
    await pushTo(url);
    await nothingLeft();
    expect(tasks()).toEqual(['1']);
  });
});

describe('dropped callbacks', () => {
  test('are listed without secrets, counted, and sent again to the current URL', async () => {
    const dead = await receiver(fail);
    await pushTo(`${dead.url.replace('http://', 'http://user:secret@')}?token=secret`);
    await pushTo(dead.url, otherAppId);
    for (const name of ['1', '2', '3']) await box.emit(change(name));
    await box.emit(change('other'), otherAppId);
    const events = start({ retryDelaysMs: [] });
    await eventually(async () => expect(await events.outbox.count()).toEqual({ waiting: 0, failed: 4, refused: 0 }));
    const rows = await listed();
    expect(rows).toMatchObject([
      ...Array(3).fill({ subAppId, url: dead.url }),
      { subAppId: otherAppId, eventType: 'ProcedureStateChanged', reason: `${dead.url}: expected status 200, got 500` },
    ]);
    expect(JSON.stringify(rows)).not.toContain('secret');
    expect(await events.outbox.list({ states: ['waiting', 'refused'] }, 100)).toEqual([]);
    expect(await events.outbox.list({ states: all, subAppId }, 2)).toEqual(rows.slice(0, 2));
    const fresh = await receiver(succeed);
    // A changed URL does not send what was dropped before.
    await pushTo(fresh.url);
    expect(await events.outbox.count()).toMatchObject({ failed: 4 });
    expect(await events.outbox.resend({ states: all, ids: [rows[1]?.id ?? 0, rows[3]?.id ?? 0], subAppId })).toBe(1);
    await eventually(() => expect(fresh.tasks()).toEqual(['2']));
    expect(await events.outbox.resend({ states: ['failed'] })).toBe(3);
    await eventually(() => expect(fresh.tasks().sort()).toEqual(['1', '2', '3']));
    await eventually(async () => expect(await listed()).toMatchObject([{ subAppId: otherAppId, state: 'failed' }]));
  });

  test('are kept for 4 days after they stopped, however old the event is', async () => {
    await pushTo('http://127.0.0.2:9/');
    await box.emit(change('1'));
    const events = start(hour);
    await eventually(async () => expect(await listed()).toMatchObject([{ state: 'refused' }]));
    await stop(events);
    const { db } = box.database;
    const days = (count: number) => new Date(Date.now() - count * 86_400_000);
    await db
      .updateTable('event_callback')
      .set({ create_time: days(9), stop_time: days(3.9) } as never)
      .execute();
    expect(await sweepEvents(db)).toBe(0);
    await db
      .updateTable('event_callback')
      .set({ stop_time: days(4.1) })
      .execute();
    expect(await sweepEvents(db)).toBe(1);
  });
});
