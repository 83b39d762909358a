import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, clientOf, refusal, wires } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { type Receiver, receiver } from '@cliploop/testing/receiver';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { appId, type Running, startService } from '../../support/service.ts';

let running: Running;
let target: Receiver;
let folder: string;
let clip: string;
let FileId: string;
let api: Client;

beforeAll(async () => {
  target = await receiver();
  folder = await mkdtemp(join(tmpdir(), 'cliploop-events-'));
  clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  const events = { visibilityMs: 3_000, longPollMs: 200 };
  running = await startService({ CLIPLOOP_FETCH_ALLOW: '127.0.0.1' }, { events });
  api = clientOf(running.endpoint);
  FileId = await addMedia();
}, 60_000);
afterAll(async () => {
  await running?.close();
  await target?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const addMedia = async (): Promise<string> =>
  (await running.service.media.add({ subAppId: appId, file: clip, keep: true, name: 'clip' })).fileId;

/** Starts a task of another product, which fails immediately. Its event is identified by its context. */
async function finish(SessionContext: string): Promise<string> {
  const MediaProcessTask = { TranscodeTaskSet: [{ Definition: 10 }] };
  return (await api.ProcessMedia({ FileId, MediaProcessTask, SessionContext })).TaskId ?? '';
}

async function pull(client = api) {
  return (await client.PullEvents({})).EventSet ?? [];
}

const handlesOf = (events: Awaited<ReturnType<typeof pull>>): string[] =>
  events.map(({ EventHandle }) => EventHandle ?? '');
const contextsOf = (events: Awaited<ReturnType<typeof pull>>): string[] =>
  events.map(({ ProcedureStateChangeEvent }) => ProcedureStateChangeEvent?.SessionContext ?? '');

const off = { UploadMediaCompleteEventSwitch: 'OFF', DeleteMediaCompleteEventSwitch: 'OFF' };

describe.each(wires)('event configuration, sent as $wire', ({ signMethod, reqMethod }) => {
  test('starts empty and changes only the given members', async () => {
    const client = clientOf(running.endpoint, { signMethod, reqMethod });
    const { SubAppId = 0 } = await client.CreateSubAppId({ Name: signMethod });
    const described = async () => {
      const { RequestId, ...config } = await client.DescribeEventConfig({ SubAppId });
      expect(RequestId).toMatch(/^[0-9a-f-]{36}$/);
      return config;
    };
    const none = { Mode: 'PUSH', NotificationUrl: '', ...off, PersistenceCompleteEventSwitch: 'OFF' };
    expect(await described()).toEqual(none);
    await client.ModifyEventConfig({ SubAppId });
    expect(await described()).toEqual(none);
    await client.ModifyEventConfig({
      ...{ SubAppId, Mode: 'PULL', NotificationUrl: 'https://example.com/回调?a=1&b', SignKey: 'Key0' },
      PersistenceCompleteEventSwitch: 'ON',
    });
    const given = { Mode: 'PULL', NotificationUrl: 'https://example.com/回调?a=1&b' };
    expect(await described()).toEqual({ ...none, ...given, PersistenceCompleteEventSwitch: 'ON' });
    await client.ModifyEventConfig({ SubAppId, NotificationUrl: '', UploadMediaCompleteEventSwitch: 'ON' });
    expect(await described()).toEqual({
      ...{ ...none, Mode: 'PULL', PersistenceCompleteEventSwitch: 'ON' },
      UploadMediaCompleteEventSwitch: 'ON',
    });
    // The configuration of the main application is separate.
    expect((await client.DescribeEventConfig({})).UploadMediaCompleteEventSwitch).toBe('OFF');
  });
});

describe('refused requests', () => {
  const value = 'InvalidParameterValue';
  const anUrl = 'must be an http:// or https:// URL of at most 2048 characters, got (not shown)';
  const aKey = 'must be text of letters and digits of at most 32 characters, got (not shown)';
  test.each([
    [{ Mode: 'push' }, `InvalidParameter: Mode must be "PUSH" or "PULL", got "push"`],
    [{ NotificationUrl: 'ftp://u:p@host/' }, `InvalidParameter: NotificationUrl ${anUrl}`],
    [{ NotificationUrl: 'example.com' }, `InvalidParameter: NotificationUrl ${anUrl}`],
    [{ NotificationUrl: `http://host/${'a'.repeat(2037)}` }, `InvalidParameter: NotificationUrl ${anUrl}`],
    [{ SignKey: 'secret-key' }, `InvalidParameter: SignKey ${aKey}`],
    [{ SignKey: 'a'.repeat(33) }, `InvalidParameter: SignKey ${aKey}`],
    [
      { DeleteMediaCompleteEventSwitch: 'yes' },
      `InvalidParameter: DeleteMediaCompleteEventSwitch must be "ON" or "OFF", got "yes"`,
    ],
    [{ SubAppId: 77 }, `${value}.SubAppId: Application 77 not found (SubAppId)`],
  ])('refuses ModifyEventConfig %j', async (params, expected) => {
    expect(await refusal(api.ModifyEventConfig(params))).toBe(expected);
  });

  const rule = 'a handle must be of the latest delivery, at most 30 s old and not confirmed before';
  test.each([
    [[], `${value}: EventHandles must be an array of 1 to 16 elements, got an array of 0`],
    [Array(17).fill('h'), `${value}: EventHandles must be an array of 1 to 16 elements, got an array of 17`],
    [['h', ''], `${value}: EventHandles.0 is "h", EventHandles.1 is ""; ${rule}`],
  ])('refuses ConfirmEvents %j', async (EventHandles, expected) => {
    expect(await refusal(api.ConfirmEvents({ EventHandles }))).toBe(expected);
  });

  test.each(['DescribeEventConfig', 'DescribeEventsState', 'PullEvents'] as const)(
    'refuses %s from an unknown client',
    async (name) => {
      const expected = `${value}.SubAppId: Application 77 not found (SubAppId)`;
      expect(await refusal(api[name]({ SubAppId: 77 }))).toBe(expected);
    },
  );
});

describe.each(wires)('PullEvents and ConfirmEvents, sent as $wire', ({ signMethod, reqMethod }) => {
  test('confirm the valid handles of a call that also has invalid ones', async () => {
    const client = clientOf(running.endpoint, { signMethod, reqMethod });
    await client.ModifyEventConfig({ Mode: 'PULL' });
    expect(await client.PullEvents({ ExtInfo: 'x' })).toMatchObject({ EventSet: [] });
    const TaskId = await finish('a');
    for (const context of ['b', 'c']) await finish(context);
    expect(await client.DescribeEventsState({})).toMatchObject({ CountOfEventsToPull: 3 });
    const first = await pull(client);
    expect(contextsOf(first)).toEqual(['a', 'b', 'c']);
    expect(first[0]).toMatchObject({
      EventType: 'ProcedureStateChanged',
      ProcedureStateChangeEvent: { TaskId, Status: 'FINISH', FileId, SessionContext: 'a' },
    });
    expect(await client.DescribeEventsState({})).toMatchObject({ CountOfEventsToPull: 0 });
    const [a = '', b = '', c = ''] = handlesOf(first);
    const rule = 'a handle must be of the latest delivery, at most 30 s old and not confirmed before';
    const mixed = refusal(client.ConfirmEvents({ EventHandles: [a, 'unknown', c], ExtInfo: 'x' }));
    expect(await mixed).toBe(
      `InvalidParameterValue: EventHandles.1 is "unknown"; ${rule}; the other events were confirmed: EventHandles.0, EventHandles.2`,
    );
    const second = await vi.waitUntil(async () => (await pull(client)).at(0), 10_000);
    expect(contextsOf([second])).toEqual(['b']);
    const late = await refusal(client.ConfirmEvents({ EventHandles: [b] }));
    expect(late).toBe(`InvalidParameterValue: EventHandles.0 is "${b}"; ${rule}`);
    await client.ConfirmEvents({ EventHandles: handlesOf([second]) });
    expect(await pull(client)).toEqual([]);
  });
});

test('answers a waiting PullEvents with the next event', async () => {
  await api.ModifyEventConfig({ Mode: 'PULL' });
  const got: string[] = [];
  const waiting = (async () => {
    while (got.length === 0) got.push(...contextsOf(await pull()));
  })();
  await finish('new');
  await waiting;
  expect(got).toEqual(['new']);
  await vi.waitUntil(async () => {
    const events = await pull();
    if (events.length > 0) await api.ConfirmEvents({ EventHandles: handlesOf(events) });
    return events.length > 0;
  }, 10_000);
});

test('posts signed callbacks, for deleted media only when configured', async () => {
  await api.ModifyEventConfig({ Mode: 'PUSH', NotificationUrl: target.url, SignKey: 'SignKey123' });
  const silent = await addMedia();
  await api.DeleteMedia({ FileId: silent });
  await api.ModifyEventConfig({ DeleteMediaCompleteEventSwitch: 'ON' });
  const announced = await addMedia();
  await api.DeleteMedia({ FileId: announced });
  const TaskId = await finish('pushed');
  await vi.waitFor(() => expect(target.bodies).toHaveLength(2), 10_000);
  const of = (type: string) => target.bodies.find(({ EventType }) => EventType === type) ?? {};
  const { Sign, T, ...deletion } = of('FileDeleted');
  expect(deletion).toEqual({
    EventType: 'FileDeleted',
    FileDeleteEvent: { FileIdSet: [announced], FileDeleteResultInfo: [{ FileId: announced, DeleteParts: [] }] },
  });
  expect(Sign).toBe(createHash('md5').update(`SignKey123${T}`).digest('hex'));
  expect(of('ProcedureStateChanged')).toMatchObject({
    ProcedureStateChangeEvent: { TaskId, SessionContext: 'pushed' },
  });
  expect(JSON.stringify(target.bodies)).not.toContain('null');
});
