import { setTimeout as delay } from 'node:timers/promises';
import { clientOf } from '@cliploop/testing/client';
import { signedRoute } from '@cliploop/testing/signed-route';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { appId, credential, makeClass, type Pair, Site } from '../keys/support.ts';
import { Browser } from './browser.ts';
import { RouteClient } from './client.ts';
import { EventStream } from './event-stream.ts';

/** Tests run beside others on few cores. */
const soon = { timeout: 10_000 };

let site: Site;
let server: Started;
let otherServer: Started;
let otherId: number;
let streams: EventStream[] = [];
beforeAll(async () => {
  [site, server, otherServer] = await Site.openTwo();
  otherId = await server.service.subApps.create('other', '');
}, 60_000);
afterEach(async () => {
  for (const stream of streams) stream.close();
  streams = [];
  await expect.poll(() => server.service.changes.feed.size, soon).toBe(0);
});
afterAll(() => site?.close());

async function follow(call: Parameters<typeof EventStream.open>[1] = {}, from = server): Promise<EventStream> {
  const stream = await EventStream.open(from.origin, call);
  streams.push(stream);
  await expect
    .poll(() => stream.events.map(({ type }) => type), soon)
    .toEqual(expect.arrayContaining([expect.stringMatching(/ready|reset/)]));
  return stream;
}

const client = (keys: Pair = credential) => clientOf(new URL(server.origin).host, keys);
let made = 0;
const newClass = async (SubAppId?: number): Promise<string> => {
  const { ClassId } = await client().request('CreateClass', { ...makeClass(`class ${++made}`), SubAppId });
  return String(ClassId);
};

describe('GET /x/v1/events', () => {
  test('sends changes of media, tasks, templates, task flows, classes, uploads and key pairs', async () => {
    const stream = await follow();
    const fileId = await site.addMedia(server, 'clip');
    const task = { MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20000 }] } };
    const { TaskId } = await client().request('ProcessMedia', { FileId: fileId, ...task });
    await client().request('ManageTask', { TaskId, OperationType: 'Abort' });
    const { Definition } = await client().request('CreateAnimatedGraphicsTemplate', { Fps: 10, Format: 'gif' });
    await client().request('CreateProcedureTemplate', { Name: 'flow', ...task });
    const { VodSessionKey } = await client().request('ApplyUpload', { MediaType: 'mp4' });
    const pair = await site.key();
    await expect.poll(() => stream.idsOf('key'), soon).toEqual([pair.secretId]);
    expect(stream.idsOf('media')).toEqual([fileId]);
    const tasks = stream.events.filter(({ type }) => type === 'task').map(({ data }) => data);
    const ofTask = { Id: TaskId, FileId: fileId, SubAppId: appId };
    expect(tasks.at(-1)).toMatchObject({ ...ofTask, Status: 'ABORTED', Progress: 0 });
    expect(tasks[0]).toMatchObject({ ...ofTask, Kind: 'created' });
    expect(stream.idsOf('template')).toEqual([String(Definition)]);
    expect(stream.idsOf('procedure')).toEqual(['flow']);
    expect(stream.idsOf('upload')).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    // No secret of an upload or a key pair is sent.
    expect(JSON.stringify(stream.events)).not.toContain(String(VodSessionKey));
    expect(JSON.stringify(stream.events)).not.toContain(pair.secretKey);
    await client().request('DeleteMedia', { FileId: fileId });
    await expect.poll(() => stream.events.at(-1)?.data, soon).toMatchObject({ Kind: 'deleted', Id: fileId });
  });

  test('describes its events in the API description', async () => {
    const document = await (await fetch(`${server.origin}/openapi.json`)).json();
    const { content } = document.paths['/x/v1/events'].get.responses['200'];
    expect(content['text/event-stream'].schema.contentSchema).toEqual({ $ref: '#/components/schemas/ChangeEvent' });
    const check = new Ajv2020({ strict: false }).compile({
      ...document.components.schemas.ChangeEvent,
      additionalProperties: false,
    });
    const stream = await follow();
    const id = await newClass();
    await expect.poll(() => stream.idsOf('class'), soon).toEqual([id]);
    expect(check(stream.events.at(-1)?.data), JSON.stringify(check.errors)).toBe(true);
  });

  test('continues after the last event, with another process, and after a restart of the service', async () => {
    const first = await follow();
    const seen = await newClass();
    await expect.poll(() => first.idsOf('class'), soon).toEqual([seen]);
    await expect.poll(() => first.lastId, soon).not.toBe(first.events[0]?.id);
    first.close();
    const missed = [await newClass(), await newClass()];
    const second = await follow({ lastEventId: first.lastId }, otherServer);
    expect(second.events.map(({ type }) => type)).toEqual(['class', 'class', 'ready']);
    expect(second.idsOf('class')).toEqual(missed);
    const next = await newClass();
    await expect.poll(() => second.idsOf('class'), soon).toEqual([...missed, next]);
    await site.stop(otherServer);
    await expect.poll(() => second.ended, soon).toBe(true);
    otherServer = await site.start();
    const third = await follow({ query: `?LastEventId=${encodeURIComponent(first.lastId)}` }, otherServer);
    expect(third.idsOf('class')).toEqual([...missed, next]);
  });

  test.each(['1:1:', 'nonsense', '9000000000000000000:9000000000000000000:'])(
    'answers the ID %s, which is too old or of another database, with reset',
    async (lastEventId) => {
      const stream = await follow({ lastEventId });
      expect(stream.events.map(({ type }) => type)).toEqual(['reset']);
      const id = await newClass();
      await expect.poll(() => stream.idsOf('class'), soon).toEqual([id]);
    },
  );

  test('sends no changes of applications that the key pair may not use, also of the past', async () => {
    const mine = await site.key('--applications', String(otherId));
    const start = (await follow()).lastId;
    const live = await follow({ keys: mine });
    const [foreign, own] = [await newClass(), await newClass(otherId)];
    await site.key();
    await expect.poll(() => live.idsOf('class'), soon).toEqual([own]);
    const resumed = await follow({ keys: mine, lastEventId: start });
    for (const { events } of [live, resumed]) {
      expect(events.map(({ data }) => data.SubAppId).filter((id) => id !== undefined && id !== otherId)).toEqual([]);
      expect(events.map(({ data }) => data.Id)).not.toContain(foreign);
    }
    expect(resumed.idsOf('class')).toEqual([own]);
  });

  test('sends changes of key pairs only to key pairs that manage all applications', async () => {
    const reader = await follow({ keys: await site.key('--rights', 'read') });
    const limited = await follow({ keys: await site.key('--applications', String(appId)) });
    const manager = await follow();
    const { secretId } = await site.key();
    await expect.poll(() => manager.idsOf('key'), soon).toContain(secretId);
    const id = await newClass();
    await expect.poll(() => [reader, limited].map((stream) => stream.idsOf('class')), soon).toEqual([[id], [id]]);
    expect([reader, limited].map((stream) => stream.idsOf('key'))).toEqual([[], []]);
  });

  test('sends the changes of one application only', async () => {
    const stream = await follow({ query: `?SubAppId=${otherId}` });
    await newClass();
    const id = await newClass(otherId);
    await expect.poll(() => stream.idsOf('class'), soon).toEqual([id]);
    const keys = await site.key('--applications', String(otherId));
    expect((await EventStream.open(server.origin, { keys, query: `?SubAppId=${appId}` })).status).toBe(403);
  });

  test('needs the right to read', async () => {
    expect((await EventStream.open(server.origin, { keys: await site.key('--rights', 'upload,process') })).status).toBe(
      403,
    );
    expect((await fetch(`${server.origin}/x/v1/events`)).status).toBe(401);
  });

  test.each([
    ['is disabled', (id: string) => ['disable', id]],
    ['gets other applications', (id: string) => ['modify', id, '--applications', String(otherId)]],
    ['gets other rights', (id: string) => ['modify', id, '--rights', 'upload']],
  ])('ends at once when its key pair %s', async (_, change) => {
    const keys = await site.key();
    const stream = await follow({ keys });
    await site.run('key', ...change(keys.secretId));
    await expect.poll(() => stream.ended, soon).toBe(true);
    expect(stream.idsOf('key')).toEqual([]);
  });

  describe('with a session', () => {
    const page = { 'x-cliploop-csrf': '1', 'sec-fetch-site': 'same-origin' };
    const signedIn = async (): Promise<{ browser: Browser; id: string; headers: Record<string, string> }> => {
      const browser = new Browser(await RouteClient.open(server.origin));
      const { body } = await browser.signIn(credential);
      return { browser, id: String(body.SessionId), headers: { ...page, cookie: browser.cookie } };
    };

    test('ends when the session ends, and not when another one of the key pair does', async () => {
      const [one, other] = [await signedIn(), await signedIn()];
      const stream = await follow({ headers: one.headers });
      await other.browser.send('DELETE', '/x/v1/session');
      await expect.poll(() => stream.idsOf('session'), soon).toContain(other.id);
      expect(stream.ended).toBe(false);
      await one.browser.send('DELETE', '/x/v1/session');
      await expect.poll(() => stream.ended, soon).toBe(true);
      expect((await EventStream.open(server.origin, { headers: one.headers })).status).toBe(401);
    });

    test('does not extend the session', async () => {
      const { id, headers } = await signedIn();
      const stream = await follow({ headers });
      const { db } = server.service;
      const old = new Date(Date.now() - 3_600_000);
      await db.updateTable('sign_in_session').set({ last_use_time: old }).where('id', '=', id).execute();
      // The session is checked for an event that comes more than a second after the last check.
      await delay(1_100);
      const made = await newClass();
      await expect.poll(() => stream.idsOf('class'), soon).toContain(made);
      const used = () =>
        db.selectFrom('sign_in_session').select('last_use_time').where('id', '=', id).executeTakeFirst();
      expect(await used()).toEqual({ last_use_time: old });
      await db
        .updateTable('sign_in_session')
        .set({ last_use_time: new Date(0) })
        .where('id', '=', id)
        .execute();
      await delay(1_100);
      await newClass();
      await expect.poll(() => stream.ended, soon).toBe(true);
    });

    test('is refused to pages of other origins, and without the header against forged requests', async () => {
      const { headers } = await signedIn();
      const { 'x-cliploop-csrf': _, ...withoutHeader } = headers;
      const { 'sec-fetch-site': __, ...withoutSite } = headers;
      for (const forged of [
        withoutHeader,
        { ...headers, 'sec-fetch-site': 'cross-site' },
        { ...withoutSite, origin: 'http://evil' },
      ]) {
        expect((await EventStream.open(server.origin, { headers: forged })).status).toBe(401);
      }
    });
  });

  test('answers HEAD without keeping a stream', async () => {
    const { headers } = signedRoute({ path: '/x/v1/events', method: 'HEAD' });
    const reply = await fetch(`${server.origin}/x/v1/events`, { method: 'HEAD', headers });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    await expect.poll(() => server.service.changes.feed.size, soon).toBe(0);
  });

  test('leaves nothing behind when clients go away', async () => {
    await Promise.all(Array.from({ length: 20 }, () => follow()));
    expect(server.service.changes.feed.size).toBe(20);
    for (const stream of streams) stream.close();
    await expect.poll(() => server.service.changes.feed.size, soon).toBe(0);
  });
});
