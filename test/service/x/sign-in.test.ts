import { randomBytes } from 'node:crypto';
import type { Started } from 'cliploop-server/in-process';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credential, type Pair, type Site } from '../keys/support.ts';
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

const state = async (browser: Browser) => codeOf(await browser.send('GET', session));
const entries = (action: string): Promise<Record<string, unknown>[]> => auditEntries(site, action);

describe('sign-in', () => {
  test.each([
    ['an unknown key pair', { SecretId: 'AKIDunknown', SecretKey: credential.secretKey }],
    ['a wrong secret key', { SecretId: credential.secretId, SecretKey: 'wrong' }],
    ['an empty secret key', { SecretId: credential.secretId, SecretKey: '' }],
    ['a SecretId that cannot be one', { SecretId: ' \n', SecretKey: 'a' }],
  ])('refuses %s with one message', async (_, body) => {
    const site2 = new Browser(client);
    const reply = await site2.send('POST', session, body);
    expect(codeOf(reply)).toEqual([401, 'AuthFailure.SignatureFailure']);
    expect(reply.body.Error?.Message).toBe('SecretId or SecretKey is wrong, or the key pair is disabled or expired');
    expect(site2.cookie).toBe('');
  });

  test.each([{}, { SecretId: 'a' }, { SecretKey: 'a' }, { Token: 'a', SecretId: 'a', SecretKey: 'b' }])(
    'refuses the body %j',
    async (body) => {
      const reply = await new Browser(client).send('POST', session, body);
      expect(codeOf(reply)).toEqual([400, 'InvalidParameter']);
    },
  );

  test('does not show a secret in a message', async () => {
    const reply = await new Browser(client).send('POST', session, { SecretId: 'a', SecretKey: 'S'.repeat(300) });
    expect(reply.status).toBe(400);
    expect(JSON.stringify(reply.body)).not.toContain('SSSS');
  });

  test('is refused for pages of other origins, so that they cannot sign a browser in as somebody else', async () => {
    const body = { SecretId: credential.secretId, SecretKey: credential.secretKey };
    for (const headers of [{}, { 'x-cliploop-csrf': '1', origin: 'http://evil.example' }]) {
      const reply = await new Browser(client, headers as Record<string, string>).send('POST', session, body);
      expect(codeOf(reply)).toEqual(notSame);
    }
  });

  test('writes successes and failures into the audit log, and no secrets', async () => {
    const keys = await site.key();
    await signedIn(keys);
    await new Browser(client).signIn({ ...keys, secretKey: 'WrongSecret1' });
    const own = async () => (await entries('CreateSession')).filter(({ secretId }) => secretId === keys.secretId);
    await expect.poll(own).toMatchObject([
      { code: 'OK', address: '127.0.0.1', object: expect.stringMatching(/^SessionId=/) },
      { code: 'AuthFailure.SignatureFailure', address: '127.0.0.1' },
    ]);
    expect(JSON.stringify(await entries('CreateSession'))).not.toMatch(new RegExp(`WrongSecret1|${keys.secretKey}`));
  });
});

describe('a link', () => {
  const use = (Token: string, browser = new Browser(client)) => browser.send('POST', session, { Token });

  test('signs in once', async () => {
    const token = await server.service.signInLinks.create(credential.secretId);
    const browser = new Browser(client);
    expect((await use(token, browser)).body).toMatchObject({ SecretId: credential.secretId });
    expect((await state(browser))[0]).toBe(200);
    const again = await use(token);
    expect(codeOf(again)).toEqual(ended);
    expect(again.body.Error?.Message).toContain('cliploop-server link');
  });

  test('lets one of several simultaneous uses succeed', async () => {
    const token = await server.service.signInLinks.create(credential.secretId);
    const replies = await Promise.all(Array.from({ length: 8 }, () => use(token)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)]);
  });

  test('ends after an hour, and with its key pair', async () => {
    const { db, signInLinks } = server.service;
    const old = await signInLinks.create(credential.secretId);
    await sql`update sign_in_link set expire_time = now() - interval '1 s'`.execute(db);
    expect(codeOf(await use(old))).toEqual(ended);
    const keys = await site.key();
    const token = await signInLinks.create(keys.secretId);
    await site.run('key', 'disable', keys.secretId);
    expect(codeOf(await use(token))).toEqual(ended);
    expect(codeOf(await use(randomBytes(32).toString('hex')))).toEqual(ended);
  });
});

test('limits failed attempts to sign in by address, also simultaneous ones', async () => {
  const other = await site.start({ CLIPLOOP_TRUST_PROXY: '127.0.0.1' });
  const at = async (address: string, secretKey = 'wrong') => {
    const headers = { 'x-cliploop-csrf': '1', 'x-forwarded-for': address };
    const of = new Browser(await RouteClient.open(other.origin), headers);
    return (await of.signIn({ secretId: credential.secretId, secretKey })).status;
  };
  const statuses = await Promise.all(Array.from({ length: 30 }, () => at('198.51.100.7')));
  expect(statuses.sort()).toEqual([...Array(20).fill(401), ...Array(10).fill(429)]);
  expect(await at('198.51.100.7', credential.secretKey)).toBe(429);
  expect(await at('198.51.100.8', credential.secretKey)).toBe(200);
  // A client has all addresses of its network.
  const network = await Promise.all(Array.from({ length: 30 }, (_, n) => at(`2001:db8::${n + 1}`)));
  expect(network.filter((status) => status === 429)).toHaveLength(10);
  await site.stop(other);
}, 30_000);
