import { rawRequest } from '@cliploop/testing/raw-request';
import type { Started } from 'cliploop-server/in-process';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, credential, type Pair, type Site } from '../keys/support.ts';
import { Browser, codeOf } from './browser.ts';
import { RouteClient } from './client.ts';
import { auditEntries, ended, notSame, openSessionSite, session, signIn } from './session-site.ts';

let site: Site;
let server: Started;
let client: RouteClient;
beforeAll(async () => {
  ({ site, server, client } = await openSessionSite());
}, 60_000);
afterAll(() => site?.close());

const signedIn = (keys?: Pair): Promise<Browser> => signIn(client, keys);

const state = async (browser: Browser) => codeOf(await browser.send('GET', '/x/v1/sessions'));
const nobody = { SecretId: null, Name: '', Rights: [], SubAppIds: [], SessionId: null, ExpireTime: null };
const entries = (action: string): Promise<Record<string, unknown>[]> => auditEntries(site, action);

describe('a session', () => {
  test('begins with a key pair, in a cookie that no script and no other site can use', async () => {
    const browser = new Browser(client);
    const reply = await browser.signIn(credential);
    expect(reply.headers.get('set-cookie')).toMatch(
      /^cliploop_session=[0-9a-f]{64}; Path=\/; Max-Age=25920\d\d; HttpOnly; SameSite=Strict$/,
    );
    expect(reply.body).toMatchObject({ SecretId: credential.secretId, SubAppIds: null });
    expect((await browser.send('GET', session)).body).toMatchObject({ SessionId: reply.body.SessionId });
    const days = (new Date(String(reply.body.ExpireTime)).getTime() - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(30, 1);
  });

  test('acts as its key pair in the API: the same rights, applications and entries in the audit log', async () => {
    const keys = await site.key('--rights', 'read,manage', '--applications', String(appId));
    const browser = await signedIn(keys);
    expect(await browser.action('DescribeSubAppIds')).toMatchObject({ TotalCount: 1 });
    const made = await browser.action('CreateClass', { ParentId: -1, ClassName: 'by session' });
    expect(made).toMatchObject({ ClassId: expect.any(Number) });
    expect(await browser.action('ApplyUpload', { MediaType: 'mp4' })).toMatchObject({
      Error: { Code: 'UnauthorizedOperation' },
    });
    const other = await server.service.subApps.create('other', '');
    const denied = await browser.action('DescribeAllClass', { SubAppId: other });
    expect(denied).toMatchObject({ Error: { Code: 'UnauthorizedOperation' } });
    // The same request is no replay, because a session has no signature.
    const again = await browser.action('CreateClass', { ParentId: -1, ClassName: 'again' });
    expect(again).toMatchObject({ ClassId: expect.any(Number) });
    const entry = { secretId: keys.secretId, subAppId: appId, address: '127.0.0.1' };
    await expect.poll(() => entries('CreateClass')).toMatchObject([entry, entry]);
  });

  test('accepts bodies of actions above 64 KiB', async () => {
    const browser = await signedIn();
    const FileId = await site.addMedia(server, 'cover');
    const CoverData = Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(100_000)]).toString('base64');
    expect(await browser.action('ModifyMediaInfo', { FileId, CoverData })).toHaveProperty('CoverUrl');
    const stranger = new Browser(client);
    stranger.cookie = `cliploop_session=${'0'.repeat(64)}`;
    expect(await stranger.action('ModifyMediaInfo', { FileId, CoverData })).toMatchObject({
      Error: { Code: 'AuthFailure.TokenFailure' },
    });
  });

  test('ends at sign-out, which removes the cookie', async () => {
    const browser = await signedIn();
    const { cookie } = browser;
    const reply = await browser.send('DELETE', session);
    expect([reply.status, browser.cookie]).toEqual([200, '']);
    browser.cookie = cookie;
    expect(await state(browser)).toEqual(ended);
    expect(await browser.action('DescribeSubAppIds')).toMatchObject({ Error: { Code: 'AuthFailure.TokenFailure' } });
    await expect
      .poll(() => entries('DeleteSession'))
      .toMatchObject([{ object: /^SessionId=/ }].map(() => ({ code: 'OK' })));
  });

  test.each([
    ['disabled', (id: string) => site.run('key', 'disable', id)],
    ['rotated without an overlap', (id: string) => site.run('key', 'rotate', id, '--overlap', '0')],
    ['removed', (id: string) => sql`delete from key_pair where secret_id = ${id}`.execute(server.service.db)],
    [
      'expired',
      (id: string) => sql`update key_pair set expire_time = now() where secret_id = ${id}`.execute(server.service.db),
    ],
  ])('ends at once when its key pair is %s', async (_, change) => {
    const keys = await site.key();
    const browser = await signedIn(keys);
    await change(keys.secretId);
    expect(await state(browser)).toEqual(ended);
    expect(codeOf(await new Browser(client).signIn(keys))).toEqual([401, 'AuthFailure.SignatureFailure']);
  });

  test('lasts as long as the secret key that began it, while two are accepted', async () => {
    const keys = await site.key();
    const old = await signedIn(keys);
    await site.run('key', 'rotate', keys.secretId, '--overlap', '1h');
    expect((await state(old))[0]).toBe(200);
    // The old secret key still signs in, for as long as it is accepted.
    const late = await signedIn(keys);
    await sql`update key_pair set old_until = now() where secret_id = ${keys.secretId}`.execute(server.service.db);
    expect([await state(old), await state(late)]).toEqual([ended, ended]);
  });

  test.each([
    ['12 hours without a request', "last_use_time = now() - interval '12 hours 1 s'"],
    ['30 days', "expire_time = now() - interval '1 s'"],
    ['the clock was set back', "expire_time = now() + interval '31 days'"],
  ])('ends after %s', async (_, change) => {
    const browser = await signedIn();
    const { SessionId } = (await browser.send('GET', session)).body;
    await sql`update sign_in_session set ${sql.raw(change)} where id::text = ${SessionId}`.execute(server.service.db);
    expect(await state(browser)).toEqual(ended);
    const { Sessions } = (await (await signedIn()).send('GET', '/x/v1/sessions')).body;
    expect(JSON.stringify(Sessions)).not.toContain(SessionId);
  });

  test('is extended by a request', async () => {
    const browser = await signedIn();
    const { SessionId } = (await browser.send('GET', session)).body;
    const age = async (): Promise<number> => {
      const { rows } = await sql<{ age: number }>`select extract(epoch from now() - last_use_time)::int as age
        from sign_in_session where id::text = ${SessionId}`.execute(server.service.db);
      return rows[0]?.age ?? -1;
    };
    await sql`update sign_in_session set last_use_time = now() - interval '11 hours' where id::text = ${SessionId}`.execute(
      server.service.db,
    );
    expect((await state(browser))[0]).toBe(200);
    await expect.poll(age).toBeLessThan(60);
  });

  test('can be listed and ended by another one of the same key pair, and by no other', async () => {
    const keys = await site.key();
    const [one, other, stranger] = [await signedIn(keys), await signedIn(keys), await signedIn(await site.key())];
    const list = (await one.send('GET', '/x/v1/sessions')).body.Sessions as { SessionId: string; Current: boolean }[];
    expect(list).toHaveLength(2);
    const target = list.find(({ Current }) => !Current)?.SessionId;
    const path = `/x/v1/sessions/${target}`;
    expect(codeOf(await stranger.send('DELETE', path))).toEqual([404, 'ResourceNotFound']);
    expect(codeOf(await one.send('DELETE', '/x/v1/sessions/none'))).toEqual([404, 'ResourceNotFound']);
    expect((await one.send('DELETE', path)).status).toBe(200);
    expect(await state(other)).toEqual(ended);
    expect((await state(one))[0]).toBe(200);
    await expect
      .poll(() => entries('EndSession'))
      .toContainEqual(expect.objectContaining({ object: `SessionId=${target}`, code: 'OK' }));
    // A signed request has no session, but may list and end those of its key pair.
    expect(((await client.call({ path: '/x/v1/sessions', keys })).body.Sessions as unknown[]).length).toBe(1);
    expect(codeOf(await client.call({ method: 'DELETE', path: session, keys }))).toEqual([404, 'ResourceNotFound']);
  });

  test('is asked for without an error in the browser: without one, the answer is that nobody is signed in', async () => {
    const strangers = [new Browser(client), new Browser(client), new Browser(client), await signedIn()];
    const [none, wrong, two, over] = strangers;
    Object.assign(wrong ?? {}, { cookie: `cliploop_session=${'0'.repeat(64)}` });
    Object.assign(two ?? {}, { cookie: 'cliploop_session=1; cliploop_session=2' });
    const { SessionId } = (await over?.send('GET', session))?.body ?? {};
    await sql`delete from sign_in_session where id::text = ${SessionId}`.execute(server.service.db);
    const answers = await Promise.all(strangers.map((browser) => browser.send('GET', session)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const { body } of answers) expect(body).toMatchObject(nobody);
    // Nothing else is readable, and a cookie that another tab has replaced in the meantime stays.
    expect(await Promise.all(strangers.map(state))).toEqual([notSame, ended, ended, ended]);
    expect([none?.cookie, wrong?.cookie]).toEqual(['', `cliploop_session=${'0'.repeat(64)}`]);
  });

  test('is not stored with its token', async () => {
    const { cookie } = await signedIn();
    const { rows } = await sql<{ row: object }>`select to_jsonb(s) as row from sign_in_session s`.execute(
      server.service.db,
    );
    expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1]);
  });

  test('pushes out the oldest one of more than 100 of a key pair', async () => {
    const keys = await site.key();
    const first = await signedIn(keys);
    const { sessions, keyPairs } = server.service;
    const key = await keyPairs.find(keys.secretId);
    if (!key) throw new Error('no key');
    for (let n = 0; n < 100; n++) await sessions.begin(keys.secretId, key, { address: '', userAgent: '' });
    expect(await state(first)).toEqual(ended);
    expect(await sessions.list(keys.secretId)).toHaveLength(100);
  });
});

describe('the cookie', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await signedIn();
  });

  test.each([
    ['without the CSRF header', { 'x-cliploop-csrf': '' }],
    ['with another value of it', { 'x-cliploop-csrf': 'true' }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from another host of the same site', { 'sec-fetch-site': 'same-site' }],
    ['from the address bar', { 'sec-fetch-site': 'none' }],
  ])('is refused %s', async (_, headers) => {
    expect(codeOf(await browser.send('GET', session, undefined, headers))).toEqual(notSame);
    const Code = 'AuthFailure.InvalidAuthorization';
    expect(await browser.action('DescribeSubAppIds', {}, headers)).toMatchObject({ Error: { Code } });
  });

  test.each([
    ['http://evil.example', notSame],
    ['null', notSame],
    ['http://127.0.0.1:1', notSame],
    ['http://localhost', notSame],
    ['OWN', [200, undefined]],
  ])('is judged by Origin %s in browsers without Sec-Fetch-Site', async (origin, expected) => {
    const old = new Browser(client, { 'x-cliploop-csrf': '1', origin: origin === 'OWN' ? server.origin : origin });
    old.cookie = browser.cookie;
    expect(await state(old)).toEqual(expected);
  });

  test('does not make forms and pictures work', async () => {
    const form = await fetch(`${server.origin}/`, {
      method: 'POST',
      headers: { cookie: browser.cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=DescribeSubAppIds&Version=2018-07-17',
    });
    expect(await form.json()).toMatchObject({
      Response: { Error: { Code: expect.stringMatching(/Missing|AuthFailure/) } },
    });
    const plain = await browser.action('DescribeSubAppIds', {}, { 'content-type': 'text/plain' });
    expect(plain).toMatchObject({ Error: { Code: 'UnsupportedProtocol' } });
    const get = await fetch(`${server.origin}/?Action=DescribeSubAppIds&Version=2018-07-17`, {
      headers: { cookie: browser.cookie, 'x-cliploop-csrf': '1' },
    });
    expect(await get.json()).toMatchObject({
      Response: { Error: { Code: expect.stringMatching(/Missing|AuthFailure/) } },
    });
  });

  test('is not offered to other origins by a preflight', async () => {
    for (const path of [session, '/']) {
      const reply = await fetch(`${server.origin}${path}`, {
        method: 'OPTIONS',
        headers: {
          origin: 'http://evil.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-cliploop-csrf, content-type',
        },
      });
      expect(reply.headers.get('access-control-allow-origin')).toBeNull();
      expect(reply.headers.get('access-control-allow-headers')).toBeNull();
    }
  });

  test('is refused beside another one of the same name, as a page at another path or port could set it', async () => {
    const two = new Browser(client);
    two.cookie = `cliploop_session=${'0'.repeat(64)}; ${browser.cookie}`;
    expect(await state(two)).toEqual(ended);
    two.cookie = `${browser.cookie}; ${browser.cookie}`;
    expect(await state(two)).toEqual(ended);
    two.cookie = `other=1; ${browser.cookie}; other_cliploop_session=2; cliploop_session2=3`;
    expect((await state(two))[0]).toBe(200);
  });

  test.each(['', 'none', '0'.repeat(64), '0'.repeat(8_000), '%00', "' or true --"])(
    'is refused with %j',
    async (token) => {
      const wrong = new Browser(client);
      wrong.cookie = `cliploop_session=${token}`;
      expect(await state(wrong)).toEqual(ended);
    },
  );

  test('is refused in whole when it is huge', async () => {
    const port = Number(new URL(server.origin).port);
    const head = `GET ${session} HTTP/1.1\r\nHost: a\r\nCookie: cliploop_session=${'0'.repeat(100_000)}\r\n\r\n`;
    expect((await rawRequest(port, head)).status).toBe(431);
  });

  test('is not chosen by the client: a sign-in replaces it, and ends its session', async () => {
    const fixed = new Browser(client);
    fixed.cookie = `cliploop_session=${'1'.repeat(64)}`;
    await fixed.signIn(credential);
    expect(fixed.cookie).not.toContain('1'.repeat(64));
    const before = fixed.cookie;
    await fixed.signIn(credential);
    const old = new Browser(client);
    old.cookie = before;
    expect(await state(old)).toEqual(ended);
  });

  test('does not replace the signature of a signed request', async () => {
    const keys = await site.key('--rights', 'read');
    const reply = await client.call({ path: session, keys }, { cookie: browser.cookie, 'x-cliploop-csrf': '1' });
    expect(reply.body).toMatchObject({ SecretId: keys.secretId, SessionId: null });
  });

  test('has no effect on files, uploads of clients and the object store', async () => {
    const headers = { cookie: browser.cookie, 'x-cliploop-csrf': '1', 'content-type': 'application/json' };
    const ugc = await fetch(`${server.origin}/v3/index.php?Action=ApplyUploadUGC`, {
      method: 'POST',
      headers,
      body: '{}',
    });
    expect(await ugc.json()).not.toMatchObject({ code: 0 });
    expect((await fetch(`${server.origin}/files/1/2/3/4`, { headers })).status).toBe(404);
    const cos = await fetch(`${server.origin}/a`, { headers: { ...headers, authorization: 'q-sign-algorithm=sha1' } });
    expect(cos.status).toBe(403);
  });
});

test('has a prefix that binds it to the host and to https, when the client uses https', async () => {
  const other = await site.start({ CLIPLOOP_TRUST_PROXY: '127.0.0.1' });
  const https = { 'x-cliploop-csrf': '1', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'gifs.example' };
  const of = await RouteClient.open(other.origin);
  const browser = new Browser(of, { ...https, origin: 'https://gifs.example' });
  const reply = await browser.signIn(credential);
  expect(reply.headers.get('set-cookie')).toMatch(/^__Host-cliploop_session=\w+; Path=\/; .*; Secure$/);
  expect((await state(browser))[0]).toBe(200);
  const plain = new Browser(of, https);
  plain.cookie = browser.cookie.replace('__Host-', '');
  expect(await state(plain)).toEqual(notSame);
  const page = new Browser(of, { ...https, origin: 'http://gifs.example' });
  page.cookie = browser.cookie;
  expect(await state(page)).toEqual(notSame);
  // Other clients cannot claim to be a proxy.
  const direct = new Browser(client, https);
  await direct.signIn(credential);
  expect(direct.cookie).toMatch(/^cliploop_session=/);
  await site.stop(other);
});
