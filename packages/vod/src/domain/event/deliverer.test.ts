import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { DelivererOptions } from './deliverer.js';
import { sign } from './post.js';
import { sweepEvents } from './sweep.js';
import { change, type Outbox, otherAppId, outbox, subAppId, taskOf } from './testing/outbox.js';
import { type Answer, type Receiver, Receivers, type Running, succeed } from './testing/receivers.js';

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
const start = (options?: DelivererOptions): Running => receivers.start(box, options);
const stop = (events: Running): Promise<void> => receivers.stop(events);
const pushTo = (notificationUrl: string, to = subAppId): Promise<void> =>
  box.events().configs.modify(to, { notificationUrl });
const left = () => box.database.db.selectFrom('event_callback').selectAll().execute();
const eventually = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 50_000, interval: 20 });
const nothingLeft = () => eventually(async () => expect(await left()).toEqual([]));

test('posts an event without null members, and without a signature if there is no key', async () => {
  const { url, requests, bodies } = await receiver(succeed);
  await pushTo(url);
  await box.emit({
    EventType: 'ProcedureStateChanged',
    ProcedureStateChangeEvent: {
      TaskId: 't✓',
      Status: 'FINISH',
      MetaData: null,
      MediaProcessResultSet: [{ Output: null }],
    },
  });
  start();
  await nothingLeft();
  expect(bodies).toEqual([
    {
      EventType: 'ProcedureStateChanged',
      ProcedureStateChangeEvent: { TaskId: 't✓', Status: 'FINISH', MediaProcessResultSet: [{}] },
    },
  ]);
  expect(requests[0]).toMatchObject({ method: 'POST', url: '/callback' });
  expect(requests[0]?.headers['content-type']).toBe('application/json; charset=utf-8');
});

test('signs callbacks for ten minutes if there is a key', async () => {
  const { url, bodies } = await receiver(succeed);
  await pushTo(url);
  await box.events().configs.modify(subAppId, { signKey: 'SignKey123' });
  const before = Math.floor(Date.now() / 1000);
  await box.emit(change('1'));
  start();
  await nothingLeft();
  const { T, Sign, ...event } = bodies[0] as { T: number; Sign: string };
  expect(event).toEqual(change('1'));
  expect(T).toBeGreaterThanOrEqual(before + 600);
  expect(T).toBeLessThanOrEqual(Date.now() / 1000 + 600);
  expect({ Sign, T }).toEqual(sign('SignKey123', T));
});

test('retries after an aborted, missing, redirecting, 500 or 204 response until the receiver answers 200', async () => {
  const { url, tasks } = await receiver((index, response) => {
    if (index === 0) response.destroy();
    if (index === 2) response.writeHead(302, { location: url }).end();
    if (index === 3) response.writeHead(500).end();
    if (index === 4) response.writeHead(204).end();
    if (index === 5) response.end();
  });
  await pushTo(url);
  await box.emit(change('1'));
  start({ retryDelaysMs: [20, 20, 20, 20, 20], timeoutMs: 1_000 });
  await nothingLeft();
  expect(tasks()).toEqual(['1', '1', '1', '1', '1', '1']);
  expect(box.warnings).toEqual([]);
});

test('keeps and logs a callback that failed too often, and deletes it after 4 days', async () => {
  const { url, tasks } = await receiver((_index, response) => response.writeHead(503).end());
  await pushTo(`${url}?token=secret`);
  await box.emit(change('1'));
  start({ retryDelaysMs: [20, 20] });
  const reason = `${url}: expected status 200, got 503`;
  await eventually(async () =>
    expect(await left()).toMatchObject([{ due_time: null, lease: null, failures: 3, reason }]),
  );
  expect(tasks()).toEqual(['1', '1', '1']);
  expect(box.warnings).toEqual([
    expect.stringMatching(
      /^callback \d+ \(ProcedureStateChanged\) of application 1500000001 failed permanently after 3 attempts: /,
    ),
  ]);
  const { db } = box.database;
  await db.deleteFrom('event_delivery').execute();
  expect(await sweepEvents(db)).toBe(0);
  expect(await sweepEvents(db, 0)).toBe(1);
  expect(await left()).toEqual([]);
});

test('keeps a callback to a forbidden address, and logs how to allow it', async () => {
  await pushTo('http://127.0.0.2:9/callback');
  await box.emit(change('1'));
  start();
  const reason = expect.stringContaining('CLIPLOOP_FETCH_ALLOW=127.0.0.2:9');
  await eventually(async () => expect(await left()).toMatchObject([{ due_time: null, failures: 1, reason }]));
  expect(box.warnings).toEqual([
    expect.stringContaining('is refused until CLIPLOOP_FETCH_ALLOW or its URL changes: http://127.0.0.2:9/callback'),
  ]);
});

test('delivers to other hosts while one host does not answer', async () => {
  const dead = await receiver(() => {});
  const alive = await receiver(succeed);
  await pushTo(dead.url);
  await pushTo(alive.url, otherAppId);
  for (let n = 0; n < 40; n++) await box.emit(change(`dead ${n}`));
  for (let n = 0; n < 40; n++) await box.emit(change(`alive ${n}`), otherAppId);
  start({ concurrency: 5, perHost: 3, timeoutMs: 60_000, leaseMs: 120_000 });
  await eventually(() => expect(new Set(alive.tasks()).size).toBe(40));
  expect(dead.bodies).toHaveLength(3);
});

test('finishes or releases running callbacks when it stops, so that another process continues at once', async () => {
  const slow = await receiver((index, response) => {
    if (index === 0) setTimeout(() => response.end(), 50);
    if (index >= 3) response.end();
  });
  await pushTo(slow.url);
  for (const name of ['1', '2', '3', '4']) await box.emit(change(name));
  const first = start({ perHost: 3, timeoutMs: 60_000, leaseMs: 120_000, graceMs: 1_000 });
  await eventually(() => expect(slow.bodies).toHaveLength(3));
  const [finished = ''] = slow.tasks();
  // After the answer to the first, the fourth is sent and answered at once.
  await eventually(() => expect(slow.bodies).toHaveLength(4));
  await eventually(async () => expect(await left()).toHaveLength(2));
  await stop(first);
  const rows = await left();
  expect(rows).toMatchObject([
    { lease: null, failures: 0 },
    { lease: null, failures: 0 },
  ]);
  expect(rows.map(({ content }) => taskOf(content))).not.toContain(finished);
  // The leases would have lasted for minutes.
  start();
  await nothingLeft();
  expect(new Set(slow.tasks())).toEqual(new Set(['1', '2', '3', '4']));
});

test('takes over the callbacks of a dead process when their leases end', async () => {
  const { url, tasks } = await receiver(succeed);
  await pushTo(url);
  const { db } = box.database;
  for (const name of ['1', '2']) await box.emit(change(name));
  const lease = '00000000-0000-4000-8000-000000000000';
  await db
    .updateTable('event_callback')
    .set({ lease, due_time: new Date(Date.now() + 300) })
    .execute();
  start();
  await nothingLeft();
  expect([...tasks()].sort()).toEqual(['1', '2']);
});

test('delivers 300 events while workers start and stop and the receiver fails', async () => {
  const { url, tasks } = await receiver((index, response) => {
    if (index % 7 === 3) response.writeHead(500).end();
    else if (index % 50 === 4) response.destroy();
    else response.end();
  });
  await pushTo(url);
  const all = Array.from({ length: 300 }, (_, n) => `${n}`);
  const options = { retryDelaysMs: Array.from({ length: 50 }, () => 10), perHost: 8 };
  let emitted = false;
  const restarting = async () => {
    while (!emitted) {
      const events = start(options);
      await new Promise((resolve) => setTimeout(resolve, 150));
      await stop(events);
    }
  };
  const emitting = async () => {
    for (const name of all) await box.emit(change(name));
    emitted = true;
  };
  await Promise.all([emitting(), restarting(), restarting()]);
  start(options);
  await nothingLeft();
  expect(new Set(tasks())).toEqual(new Set(all));
  expect(box.warnings).toEqual([]);
}, 120_000);
