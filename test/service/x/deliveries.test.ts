import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientOf } from '@cliploop/testing/client';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appId, credential, envOf, type Pair, Site } from '../keys/support.ts';
import { RouteClient } from './client.ts';
import { EventStream } from './event-stream.ts';

const soon = { timeout: 10_000 };

let site: Site;
let server: Started;
let client: RouteClient;
let receiver: Server;
let url: string;
let otherId: number;
let fileId: string;
/** What the receiver answers. */
let answer: (response: ServerResponse) => void;
let bodies: Record<string, unknown>[] = [];

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += piece;
    bodies.push(JSON.parse(text));
    answer(response);
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/callback`;
  site = await Site.open();
  server = await site.start({ ...envOf(credential), CLIPLOOP_ROLE: 'all', CLIPLOOP_FETCH_ALLOW: '127.0.0.1' });
  client = await RouteClient.open(server.origin);
  otherId = await server.service.subApps.create('other', '');
  fileId = await site.addMedia(server, 'clip');
}, 60_000);
beforeEach(() => {
  answer = (response) => response.end('thanks');
  bodies = [];
});
afterAll(async () => {
  await site?.close();
  receiver?.closeAllConnections();
  receiver?.close();
});

const api = () => clientOf(new URL(server.origin).host);
const configure = (NotificationUrl: string, more: object = {}) =>
  api().request('ModifyEventConfig', { NotificationUrl, ...more });
/** Causes an event: a task of another product fails at once. */
const cause = () =>
  api().request('ProcessMedia', { FileId: fileId, MediaProcessTask: { TranscodeTaskSet: [{ Definition: 10 }] } });

interface Listed {
  readonly Deliveries: readonly (Record<string, unknown> & { readonly Id: number; readonly State: string })[];
  readonly Counts: Record<string, number>;
}

const list = async (query = '', keys: Pair = credential): Promise<Listed> =>
  (await client.call({ path: `/x/v1/deliveries${query}`, keys })).body as unknown as Listed;
const newest = async () => (await list()).Deliveries[0];
const post = (path: string, body: object = {}, keys: Pair = credential) =>
  client.call({ method: 'POST', path: `/x/v1/deliveries/${path}`, body, keys });

describe('GET /x/v1/deliveries', () => {
  test('returns callbacks with the answer, the attempts and the next attempt, and without secrets of the URL', async () => {
    const secret = url.replace('http://', 'http://user:password@').concat('?token=secret');
    await configure(secret);
    answer = (response) => response.writeHead(503).end(`<script>alert(1)</script>\0${'x'.repeat(5_000)}`);
    const stream = await EventStream.open(server.origin);
    await expect.poll(() => stream.events.length, soon).toBe(1);
    await cause();
    await expect.poll(newest, soon).toMatchObject({ State: 'WAITING', Attempts: 1, StatusCode: 503 });
    const waiting = await newest();
    expect(waiting).toMatchObject({
      ...{ EventType: 'ProcedureStateChanged', Url: url, Reason: `${url}: expected status 200, got 503` },
      Answer: expect.stringMatching(/^<script>alert\(1\)<\/script>\ufffdx+$/),
    });
    expect(String(waiting?.Answer)).toHaveLength(1_024);
    expect(Date.parse(String(waiting?.NextTime))).toBeGreaterThan(Date.parse(String(waiting?.AttemptTime)));
    answer = (response) => response.end('thanks');
    await post(`${waiting?.Id}/resend`);
    await expect.poll(newest, soon).toMatchObject({
      ...{ Id: waiting?.Id, State: 'DELIVERED', StatusCode: 200, Answer: 'thanks', Reason: '', NextTime: null },
    });
    const states = () => stream.events.filter(({ type }) => type === 'delivery').map(({ data }) => data.Status);
    await expect.poll(() => states().at(-1), soon).toBe('DELIVERED');
    stream.close();
    expect(JSON.stringify([await list(), stream.events])).not.toMatch(/password|secret/);
  });

  test('returns pages and states, and counts what waits', async () => {
    await configure(url);
    for (let n = 0; n < 3; n++) await cause();
    await expect.poll(async () => (await list('?State=WAITING')).Deliveries, soon).toEqual([]);
    const all = (await list('?Limit=100')).Deliveries.map(({ Id }) => Id);
    expect(all).toEqual([...all].sort((one, other) => other - one));
    expect((await list('?Limit=2')).Deliveries.map(({ Id }) => Id)).toEqual(all.slice(0, 2));
    expect((await list(`?Limit=2&Before=${all[1]}`)).Deliveries.map(({ Id }) => Id)).toEqual(all.slice(2, 4));
    expect((await list('?State=FAILED')).Deliveries).toEqual([]);
    // An address that is not allowed.
    await configure('http://127.0.0.2:9/callback');
    await cause();
    await expect
      .poll(() => list('?State=REFUSED'), soon)
      .toMatchObject({
        Deliveries: [{ State: 'REFUSED', StatusCode: null, NextTime: null }],
        Counts: { Waiting: 0, Failed: 0, Refused: 1, EventsToPull: 0 },
      });
    await api().request('ModifyEventConfig', { Mode: 'PULL' });
    await cause();
    expect((await list()).Counts).toMatchObject({ EventsToPull: 1 });
    await api().request('ModifyEventConfig', { Mode: 'PUSH' });
  });

  test('returns nothing of other applications, and refuses key pairs that may not use them', async () => {
    expect((await list(`?SubAppId=${otherId}`)).Deliveries).toEqual([]);
    const keys = await site.key('--applications', String(otherId), '--rights', 'read,process,manage');
    const { status } = await client.call({ path: '/x/v1/deliveries', keys });
    expect(status).toBe(403);
    const { Id } = (await newest()) as { Id: number };
    expect((await post(`${Id}/resend`, { SubAppId: appId }, keys)).status).toBe(403);
    const other = await post(`${Id}/resend`, { SubAppId: otherId }, keys);
    expect([other.status, other.body.Error?.Code]).toEqual([404, 'ResourceNotFound']);
  });
});

describe('POST /x/v1/deliveries/{Id}/resend', () => {
  test('sends a delivered callback once more, with the same event', async () => {
    await configure(url);
    const { TaskId } = await cause();
    await expect.poll(newest, soon).toMatchObject({ State: 'DELIVERED' });
    const { Id } = (await newest()) as { Id: number };
    const { body } = await post(`${Id}/resend`);
    expect(body.SentId).toBeGreaterThan(Id);
    const received = () => bodies.filter((one) => JSON.stringify(one).includes(String(TaskId)));
    await expect.poll(() => received().length, soon).toBe(2);
    expect(received()[1]).toEqual(received()[0]);
    await expect.poll(newest, soon).toMatchObject({ Id: body.SentId, State: 'DELIVERED' });
  });

  test('is refused without a URL, and for a callback that does not exist', async () => {
    await configure(url);
    await cause();
    await expect.poll(newest, soon).toMatchObject({ State: 'DELIVERED' });
    const { Id } = (await newest()) as { Id: number };
    await configure('');
    const refused = await post(`${Id}/resend`);
    expect(refused.body.Error).toEqual({
      Code: 'FailedOperation',
      Message: `Application ${appId} has no NotificationUrl; set it with ModifyEventConfig`,
    });
    expect((await post('999999/resend')).body.Error?.Message).toBe(
      `Callback 999999 not found in application ${appId} (Id)`,
    );
  });

  test('needs the right to process', async () => {
    const keys = await site.key('--rights', 'read,manage,upload');
    expect((await post('1/resend', {}, keys)).status).toBe(403);
  });
});

describe('POST /x/v1/deliveries/test', () => {
  test('sends a signed event, and returns the answer', async () => {
    const SignKey = 'SignKey123';
    await configure(`${url}?token=secret`, { SignKey });
    answer = (response) =>
      response
        .writeHead(418, { 'content-type': 'text/html', server: 'teapot', 'x-secret': 'hidden' })
        .end('<b>short</b>');
    const { body } = await post('test');
    expect(body).toMatchObject({
      ...{ Url: url, Succeeded: false, Signed: true, StatusCode: 418, Answer: '<b>short</b>' },
      Headers: [
        { Name: 'content-type', Value: 'text/html' },
        { Name: 'server', Value: 'teapot' },
      ],
      Reason: `${url}: expected status 200, got 418`,
    });
    expect(body.Seconds).toBeGreaterThan(0);
    const [event] = bodies as [{ EventType: string; Sign: string; T: number }];
    expect(event).toMatchObject({ EventType: 'Test', TestEvent: { SubAppId: appId } });
    expect(event.Sign).toBe(createHash('md5').update(`${SignKey}${event.T}`).digest('hex'));
    // It is no callback: it is not in the list, and is not sent again.
    expect(await newest()).not.toMatchObject({ EventType: 'Test' });
  });

  test('sends to a given URL, and only to addresses that callbacks may reach', async () => {
    expect((await post('test', { Url: url })).body).toMatchObject({
      Succeeded: true,
      StatusCode: 200,
      Answer: 'thanks',
    });
    for (const Url of ['http://127.0.0.2:9/', 'http://169.254.169.254/latest/meta-data', 'http://[::1]:9/']) {
      const { body } = await post('test', { Url });
      expect(body).toMatchObject({ Succeeded: false, StatusCode: null, Answer: '' });
      expect(body.Reason).toContain('CLIPLOOP_FETCH_ALLOW');
    }
    // A redirect is not followed.
    answer = (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    expect((await post('test', { Url: url })).body).toMatchObject({ StatusCode: 302, Succeeded: false });
    expect((await post('test', { Url: 'file:///etc/passwd' })).body.Error?.Code).toBe('InvalidParameter');
  });

  test('is sent at most twice at the same time for one application', async () => {
    const open: ServerResponse[] = [];
    answer = (response) => void open.push(response);
    const running = [post('test', { Url: url }), post('test', { Url: url })];
    await expect.poll(() => open.length, soon).toBe(2);
    const third = await post('test', { Url: url });
    expect([third.status, third.body.Error?.Code]).toEqual([429, 'RequestLimitExceeded']);
    for (const response of open) response.end();
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200]);
  });

  test('needs the right to manage', async () => {
    const keys = await site.key('--rights', 'read,process,upload');
    expect((await post('test', { Url: url }, keys)).status).toBe(403);
    expect(bodies).toEqual([]);
  });
});
