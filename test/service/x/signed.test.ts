import { clientOf } from '@cliploop/testing/client';
import { type RouteCall, signedRoute } from '@cliploop/testing/signed-route';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, credential, Site } from '../keys/support.ts';
import { RouteClient, type RouteReply } from './client.ts';

let site: Site;
let server: Started;
let client: RouteClient;
beforeAll(async () => {
  site = await Site.open();
  server = await site.start();
  client = await RouteClient.open(server.origin);
}, 60_000);
afterAll(() => site?.close());

const session: RouteCall = { path: '/x/v1/session' };
const codeOf = ({ status, body }: RouteReply): [number, string | undefined] => [status, body.Error?.Code];
const refusals = async (action: string) =>
  (await site.run('audit', '--json', '--action', action)).text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('GET /x/v1/session', () => {
  test('returns the key pair that signed, with its rights and applications', async () => {
    const { body } = await client.call(session);
    expect(body).toMatchObject({
      SecretId: credential.secretId,
      Name: 'Environment',
      Rights: ['read', 'process', 'manage', 'upload'],
      SubAppIds: null,
      KeyExpireTime: null,
    });
    const keys = await site.key(
      '--rights',
      'upload',
      '--applications',
      String(appId),
      '--expire',
      '1h',
      '--name',
      'one',
    );
    const limited = (await client.call({ ...session, keys })).body;
    expect(limited).toMatchObject({ SecretId: keys.secretId, Name: 'one', Rights: ['upload'], SubAppIds: [appId] });
    expect(new Date(String(limited.KeyExpireTime)).getTime()).toBeGreaterThan(Date.now());
  });

  test('answers HEAD, too', async () => {
    const { headers } = signedRoute({ ...session, method: 'HEAD' });
    const reply = await fetch(`${server.origin}/x/v1/session`, { method: 'HEAD', headers });
    expect([reply.status, await reply.text()]).toEqual([200, '']);
  });

  test('is refused at once when its key pair is disabled', async () => {
    const keys = await site.key();
    expect((await client.call({ ...session, keys })).status).toBe(200);
    await site.run('key', 'disable', keys.secretId);
    expect(codeOf(await client.call({ ...session, keys }))).toEqual([401, 'AuthFailure.SecretIdNotFound']);
  });
});

describe('GET /x/v1/about', () => {
  test('returns the version, the workers and the queues', async () => {
    const { body } = await client.call({ path: '/x/v1/about' });
    expect(body).toMatchObject({
      Version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      ApiVersion: '2018-07-17',
      NodeVersion: process.versions.node,
      DatabaseVersion: expect.stringMatching(/^\d+\.\d+$/),
      Workers: [],
      Queues: [
        { Queue: 'animate', Waiting: 0, Running: 0 },
        { Queue: 'pull', Waiting: 0, Running: 0 },
      ],
    });
    const worker = await site.start({ CLIPLOOP_ROLE: 'worker', CLIPLOOP_SLOTS: '3' });
    const workers = async () => (await client.call({ path: '/x/v1/about' })).body.Workers;
    const layer = { Layer: expect.any(String), Active: expect.any(Boolean) };
    const Version = body.Version;
    await expect.poll(workers).toMatchObject([{ Slots: 3, Version, Sandbox: expect.arrayContaining([layer]) }]);
    await site.stop(worker);
    expect(await workers()).toEqual([]);
  });

  test('counts only jobs of the applications that the key pair may use', async () => {
    const other = await server.service.subApps.create('other', '');
    const fileId = await site.addMedia(server, 'clip');
    const task = { MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20000 }, { Definition: 20001 }] } };
    await clientOf(new URL(server.origin).host).request('ProcessMedia', { FileId: fileId, ...task });
    const waiting = async (keys = credential) => {
      const { body } = await client.call({ path: '/x/v1/about', keys });
      return (body.Queues as { Waiting: number }[])[0]?.Waiting;
    };
    expect(await waiting()).toBe(2);
    expect(await waiting(await site.key('--applications', String(appId)))).toBe(2);
    expect(await waiting(await site.key('--applications', String(other)))).toBe(0);
  });

  test('needs the right to read', async () => {
    const keys = await site.key('--rights', 'upload');
    expect(codeOf(await client.call({ path: '/x/v1/about', keys }))).toEqual([403, 'UnauthorizedOperation']);
    const recorded = { code: 'UnauthorizedOperation', secretId: keys.secretId, address: '127.0.0.1', count: 1 };
    await expect.poll(() => refusals('DescribeService')).toMatchObject([recorded]);
  });
});

describe('the signature', () => {
  test('is required', async () => {
    expect(codeOf(await client.send('GET', '/x/v1/sessions'))).toEqual([401, 'AuthFailure.InvalidAuthorization']);
    const expired = await client.call({ ...session, skew: -400 });
    expect(codeOf(expired)).toEqual([401, 'AuthFailure.SignatureExpire']);
  });

  test.each([
    ['another path', '/x/v1/about'],
    ['an added query', '/x/v1/session?Limit=1'],
    ['an empty query', '/x/v1/session?'],
    ['another spelling of the path', '/x/v%31/session'],
  ])('does not fit %s', async (what, path) => {
    const { headers } = signedRoute(session);
    const reply = await client.send('GET', path, headers);
    // A question mark alone is no query.
    expect(codeOf(reply)).toEqual(what === 'an empty query' ? [200, undefined] : [401, 'AuthFailure.SignatureFailure']);
  });

  test('covers the query as it is sent', async () => {
    const { headers } = signedRoute({ path: '/x/v1/session?A=1&B=2' });
    expect(codeOf(await client.send('GET', '/x/v1/session?B=2&A=1', headers))).toEqual([
      401,
      'AuthFailure.SignatureFailure',
    ]);
    expect(codeOf(await client.send('GET', '/x/v1/session?A=1&B=2', headers))).toEqual([400, 'UnknownParameter']);
  });

  test('of a route is not accepted by the API, and the other way round', async () => {
    const { headers } = signedRoute({ ...session, method: 'POST' });
    const action = { ...headers, 'x-tc-action': 'DescribeSubAppIds', 'x-tc-version': '2018-07-17' };
    const reply = await fetch(`${server.origin}/`, { method: 'POST', headers: action });
    expect(await reply.json()).toMatchObject({ Response: { Error: { Code: 'AuthFailure.SignatureFailure' } } });
    const api = signedRoute({ path: '/' });
    expect(codeOf(await client.send('GET', '/x/v1/session', api.headers))).toEqual([
      401,
      'AuthFailure.SignatureFailure',
    ]);
  });

  test('of an older method is not accepted', async () => {
    const query = `SecretId=${credential.secretId}&Signature=x&Action=DescribeSubAppIds&Version=2018-07-17`;
    expect(codeOf(await client.send('GET', `/x/v1/sessions?${query}`))).toEqual([
      401,
      'AuthFailure.InvalidAuthorization',
    ]);
  });
});

test.each([
  ['GET', '/x/v1/none', 404, 'ResourceNotFound'],
  ['GET', '/x', 404, 'ResourceNotFound'],
  ['GET', '/x/v2/session', 404, 'ResourceNotFound'],
  ['GET', '/x/v1/session/', 404, 'ResourceNotFound'],
  ['PUT', '/x/v1/about', 405, 'UnsupportedProtocol'],
  ['OPTIONS', '/x/v1/about', 405, 'UnsupportedProtocol'],
])('answers %s %s with status %i', async (method, path, status, code) => {
  const reply = await client.send(method, path);
  expect(codeOf(reply)).toEqual([status, code]);
  expect(reply.headers.get('allow')).toBe(status === 405 ? 'GET' : null);
  // No page of another origin may send requests here.
  expect(reply.headers.get('access-control-allow-origin')).toBeNull();
});

test('describes the routes in the reference', async () => {
  const page = await (await fetch(`${server.origin}/reference`)).text();
  expect(page).toContain('<code>GET /x/v1/session</code>');
  expect(page).toContain('id="DescribeService"');
});
