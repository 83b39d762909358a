import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { emit } from './emit.js';
import type { Event } from './event.js';
import type { Events } from './events.js';
import { change, type Outbox, otherAppId, outbox, subAppId } from './testing/outbox.js';

let box: Outbox;
let events: Events;
beforeAll(async () => {
  box = await outbox();
  events = box.events({ longPollMs: 0 });
}, 60_000);
afterAll(() => box?.close());
beforeEach(async () => {
  const { db } = box.database;
  for (const table of ['event_config', 'event_queue', 'event_callback'] as const) await db.deleteFrom(table).execute();
});

const upload: Event = {
  EventType: 'NewFileUpload',
  FileUploadEvent: {
    ...{ FileId: '1', MediaBasicInfo: { Name: 'a\0b' }, ProcedureTaskId: '', ReviewAudioVideoTaskId: '' },
    MetaData: null,
  },
};
const deletion: Event = {
  EventType: 'FileDeleted',
  FileDeleteEvent: { FileIdSet: ['1'], FileDeleteResultInfo: [{ FileId: '1', DeleteParts: [] }] },
};

const pulled = async (): Promise<object[]> => (await events.pull(subAppId)).map(({ content }) => content);
const callbacks = () =>
  box.database.db.selectFrom('event_callback').select(['url', 'host', 'content']).orderBy('id').execute();

test('drops events without a configuration or a URL', async () => {
  await box.emit(change('1'));
  await events.configs.modify(subAppId, { uploadSwitch: true });
  await box.emit(change('2'));
  await events.configs.modify(subAppId, { mode: 'PULL' });
  expect(await pulled()).toEqual([]);
  expect(await callbacks()).toEqual([]);
});

test('emits NewFileUpload and FileDeleted only if they are switched on, and keeps their content', async () => {
  await events.configs.modify(subAppId, { mode: 'PULL' });
  for (const event of [upload, deletion, change('1')]) await box.emit(event);
  expect(await pulled()).toEqual([change('1')]);
  await events.configs.modify(subAppId, { uploadSwitch: true });
  for (const event of [upload, deletion]) await box.emit(event);
  expect(await pulled()).toEqual([upload]);
  await events.configs.modify(subAppId, { uploadSwitch: false, deleteSwitch: true });
  for (const event of [upload, deletion]) await box.emit(event);
  expect(await pulled()).toEqual([deletion]);
});

test('applies a new mode to later events only, and a new URL also to callbacks that wait', async () => {
  await events.configs.modify(subAppId, { notificationUrl: 'https://one.example/a?b' });
  await box.emit(change('1'));
  await events.configs.modify(subAppId, { notificationUrl: 'http://two.example:81/' });
  await box.emit(change('2'));
  await events.configs.modify(subAppId, { mode: 'PULL' });
  await box.emit(change('3'));
  await events.configs.modify(subAppId, { mode: 'PUSH', notificationUrl: '' });
  await box.emit(change('4'));
  expect(await callbacks()).toEqual([
    { url: 'http://two.example:81/', host: 'two.example:81', content: change('1') },
    { url: 'http://two.example:81/', host: 'two.example:81', content: change('2') },
  ]);
  expect(await pulled()).toEqual([change('3')]);
});

test('drops the events of a failed transaction, and separates the applications', async () => {
  await events.configs.modify(subAppId, { mode: 'PULL' });
  await events.configs.modify(otherAppId, { mode: 'PULL' });
  const failing = box.database.db.transaction().execute(async (trx) => {
    await emit(trx, subAppId, change('1'));
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await box.emit(change('2'), otherAppId);
  expect(await pulled()).toEqual([]);
  expect(await events.pull(otherAppId)).toHaveLength(1);
});
