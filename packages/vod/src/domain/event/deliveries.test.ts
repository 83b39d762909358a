import { afterAll, beforeAll, expect, test } from 'vitest';
import { CallbackList } from './callback-list.js';
import { Callbacks } from './callbacks.js';
import { Deliveries } from './deliveries.js';
import { sweepEvents } from './sweep.js';
import { change, type Outbox, otherAppId, outbox, subAppId } from './testing/outbox.js';

let box: Outbox;
beforeAll(async () => {
  box = await outbox();
  const urls = [subAppId, otherAppId].map((sub_app_id) => ({ sub_app_id, notification_url: 'http://host/' }));
  await box.database.db.insertInto('event_config').values(urls).execute();
}, 60_000);
afterAll(() => box?.close());

const result = { statusCode: 200, answer: 'ok', seconds: 0.1 };

async function deliverAll(): Promise<void> {
  const callbacks = new Callbacks(box.database.db);
  for (const one of await callbacks.claim({ free: 99, perHost: 99, running: new Map(), leaseMs: 9_000 })) {
    await callbacks.delivered(one, result);
  }
}

const page = { states: ['DELIVERED'], limit: 100 } as const;

test('keeps the newest delivered callbacks of each application', async () => {
  const { db } = box.database;
  const deliveries = new Deliveries(db, new CallbackList(db));
  for (let n = 0; n < 5; n++) await box.emit(change(`mine ${n}`));
  await box.emit(change('other'), otherAppId);
  await deliverAll();
  const before = await deliveries.list(subAppId, page);
  expect(before).toHaveLength(5);
  expect(await sweepEvents(db, undefined, undefined, 3)).toBe(2);
  expect(await deliveries.list(subAppId, page)).toEqual(before.slice(0, 3));
  expect(await deliveries.list(otherAppId, page)).toHaveLength(1);
  expect(await sweepEvents(db, 0)).toBe(4);
});

test('does not keep the content of a large event, which cannot be sent again', async () => {
  const { db } = box.database;
  const deliveries = new Deliveries(db, new CallbackList(db));
  await box.emit(change('x'.repeat(70_000)));
  await deliverAll();
  const [large] = await deliveries.list(subAppId, page);
  expect(large).toMatchObject({ state: 'DELIVERED', eventType: 'ProcedureStateChanged', attempts: 1 });
  await expect(deliveries.resend(subAppId, large?.id ?? 0)).rejects.toThrow(
    'is too large to be kept; it cannot be sent again',
  );
});
