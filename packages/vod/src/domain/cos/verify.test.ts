import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { hostOf } from './host.js';
import type { CosRequest } from './request.js';
import { targetOf } from './target.js';
import { captured } from './testing/captured.js';
import { capturedSdks } from './testing/captured-sdks.js';
import { grant, request, type Sending, secretId } from './testing/client.js';
import { type Keys, verify } from './verify.js';

const pairs = new Map([
  ['AKIDown', { secretKey: 'ownkey', enabled: true }],
  ['AKIDoff', { secretKey: 'ownkey', enabled: false }],
]);
const keys: Keys = {
  grants: { find: async (id) => (id === secretId ? grant : undefined) },
  findKey: async (id) => pairs.get(id),
};

async function verified(asked: CosRequest, now = new Date(), known = keys): Promise<string> {
  try {
    return (await verify(asked, targetOf(asked.url), known, now)).sessionKey;
  } catch (error) {
    const { code, message } = error as Error & { code: string };
    return `${code}: ${message}`;
  }
}

const body = Readable.from([]);
const mismatch =
  'SignatureDoesNotMatch: The signature does not match the received request; check that no proxy changes the request';

describe.each(captured)('$client: $method $url', ({ method, url, headers }) => {
  const asked = { method, url, headers: { ...headers, 'x-cos-security-token': 'tmptoken' }, body };
  const at = new Date(Number(/q-sign-time=(\d+)/.exec(headers.authorization ?? '')?.[1]) * 1000);

  test('is verified', async () => {
    expect(await verified(asked, at)).toBe(grant.sessionKey);
  });
  test('is refused after any change', async () => {
    expect(await verified({ ...asked, method: 'DELETE' }, at)).toBe(mismatch);
    expect(await verified({ ...asked, url: url.replace('vid', 'vod').replace('uploads', 'uploadz') }, at)).toBe(
      mismatch,
    );
    const signed = /q-header-list=([^&]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
    for (const name of signed) {
      expect(await verified({ ...asked, headers: { ...asked.headers, [name]: 'x' } }, at)).toBe(mismatch);
    }
  });
});

describe.each(capturedSdks)('$client: $method $url', ({ method, url, headers, secretKey }) => {
  const token = headers['x-cos-security-token'] ?? '';
  const theirs: Keys = { ...keys, grants: { find: async () => ({ ...grant, secretKey, token }) } };
  const at = new Date(Number(/q-sign-time=(\d+)/.exec(headers.authorization ?? '')?.[1]) * 1000);
  const host = hostOf(headers, 'cliploop-1500000000');

  test('is verified', async () => {
    const asked = { method, url, headers: { ...headers, host }, body };
    expect(await verified(asked, at, theirs)).toBe(grant.sessionKey);
    expect(await verified({ ...asked, method: 'DELETE' }, at, theirs)).toBe(mismatch);
    expect(targetOf(url).key).toMatch(/^(1500000000\/[0-9a-f]{32}\/[0-9a-f]{32}\.(mp4|png))?$/);
  });

  test('is refused at a path with another number of slashes', async () => {
    const other = url.startsWith('//') ? url.slice(1) : `/${url}`;
    expect(await verified({ method, url: other, headers: { ...headers, host }, body }, at, theirs)).toBe(mismatch);
  });
});

const now = new Date('2026-11-23T00:00:00Z');
const seconds = now.getTime() / 1000;
const get = { method: 'GET', url: '/?uploads', from: seconds - 1, to: seconds + 900 };
const ask = (more: Partial<Sending> = {}): ReturnType<typeof request> => request({ ...get, ...more });

test.each<[string, Partial<Sending>]>([
  ['a parameter without a sign of equality', { url: '/?uploads&prefix=a' }],
  ['one with it', { url: '/?uploads=&prefix=a' }],
  ['empty headers', { headers: { 'cache-control': '', 'content-type': '' } }],
  ['a key with other characters', { url: '/1500000000/media/cover%20%E5%B0%81%E9%9D%A2.png' }],
  ["what encoders disagree about: !'()*~+", { url: `/a!'()*~+%2B?prefix=%21%27%28%29%2A~%2B%20` }],
  ['clock of the client ahead', { from: seconds + 299, to: seconds + 999 }],
  ['clock of the client behind', { from: seconds - 999, to: seconds - 299 }],
])('is verified: %s', async (_, more) => {
  expect(await verified(ask(more), now)).toBe(grant.sessionKey);
});

test('accepts a signed empty header that was dropped on the way', async () => {
  const { headers, ...rest } = ask({ headers: { 'cache-control': '' } });
  delete headers['cache-control'];
  expect(await verified({ ...rest, headers }, now)).toBe(grant.sessionKey);
});

test.each<[string, string, Partial<Sending>]>([
  ['a foreign key', mismatch, { secretKey: 'other' }],
  [
    'not yet',
    'RequestTimeTooSkewed: The signature is not valid yet; check the clock of the client',
    { from: seconds + 301 },
  ],
  ['no longer', 'AccessDenied: Request has expired', { to: seconds - 301 }],
])('is refused: %s', async (_, message, more) => {
  expect(await verified(ask(more), now)).toBe(message);
});

test('checks the validity period of the key too', async () => {
  const asked = ask({ to: seconds - 301 });
  asked.headers.authorization = (asked.headers.authorization ?? '').replace(
    /q-sign-time=[^&]+/,
    `q-sign-time=${seconds};${seconds + 900}`,
  );
  expect(await verified(asked, now)).toBe(mismatch);
});

test.each<[string, (headers: Record<string, string>) => void, string]>([
  ['no signature', (headers) => delete headers.authorization, 'AccessDenied: The request is not signed'],
  [
    'no token',
    (headers) => delete headers['x-cos-security-token'],
    'AccessDenied: x-cos-security-token does not belong to these credentials',
  ],
  [
    'another token',
    (headers) => Object.assign(headers, { 'x-cos-security-token': 'tmptokem' }),
    'AccessDenied: x-cos-security-token does not belong to these credentials',
  ],
  ['unknown credentials', change('AKIDtmp', 'AKIDtmq'), unknown('AKIDtmq')],
  ['an id that is none', change('AKIDtmp', '\u0000'), unknown('\u0000')],
  ['another method', change('=sha1', '=sha256'), 'AccessDenied: q-sign-algorithm in Authorization must be sha1'],
  [
    'a signature in capitals',
    change(/[0-9a-f]+$/, 'A'.repeat(40)),
    'AccessDenied: q-signature in Authorization must be 40 hexadecimal digits',
  ],
  [
    'times that are none',
    change(/q-sign-time=\d+/, 'q-sign-time=-1'),
    'AccessDenied: q-sign-time in Authorization must be START;END in Unix seconds',
  ],
  ['a part too few', change(/&q-key-time=[^&]+/, ''), 'AccessDenied: Authorization lacks q-key-time'],
  [
    'a part twice',
    change('&q-ak', '&q-ak=a&q-ak'),
    'AccessDenied: Authorization must have each of q-sign-algorithm, q-ak, q-sign-time, q-key-time, q-header-list, q-url-param-list, q-signature once, and nothing else',
  ],
  [
    'a header twice',
    change('q-header-list=host', `q-header-list=host${';Host'.repeat(9_000)}`),
    'AccessDenied: q-header-list in Authorization must contain each name once',
  ],
  [
    'a parameter twice',
    change('q-url-param-list=uploads', 'q-url-param-list=uploads;uploads'),
    'AccessDenied: q-url-param-list in Authorization must contain each name once',
  ],
  ['headers that are not there', change('q-header-list=host', 'q-header-list=host;x-cos-acl'), mismatch],
  ['a name as of a prototype', change('q-header-list=host', 'q-header-list=host;__proto__;%'), mismatch],
])('is refused: %s', async (_, alter, message) => {
  const asked = ask();
  alter(asked.headers);
  expect(await verified(asked, now)).toBe(message);
});

function unknown(id: string): string {
  return `InvalidAccessKeyId: q-ak ${JSON.stringify(id)} is not the SecretId of valid temporary credentials; sign with the credentials that ApplyUpload returns in TempCertificate`;
}

describe('a key pair of the service', () => {
  const sign = (id: string, more: Partial<Sending> = {}) => {
    const asked = ask({ secretKey: 'ownkey', ...more });
    change('AKIDtmp', id)(asked.headers);
    return verified(asked, now);
  };

  test('is refused with an explanation of temporary credentials', async () => {
    expect(await sign('AKIDown')).toBe(
      'AccessDenied: This request is signed with a key pair of the service, which may not put objects. Call ApplyUpload with it, and sign with the temporary credentials that it returns in TempCertificate',
    );
    expect(await sign('AKIDown', { to: seconds - 301 })).toBe('AccessDenied: Request has expired');
  });

  test('looks like an unknown key pair without its secret key', async () => {
    expect(await sign('AKIDown', { secretKey: 'other' })).toBe(unknown('AKIDown'));
    expect(await sign('AKIDown', { secretKey: 'other', to: seconds - 301 })).toBe(unknown('AKIDown'));
    expect(await sign('AKIDoff')).toBe(unknown('AKIDoff'));
    expect(await sign('AKIDnone')).toBe(unknown('AKIDnone'));
  });
});

function change(from: string | RegExp, to: string): (headers: Record<string, string>) => void {
  return (headers) => {
    headers.authorization = (headers.authorization ?? '').replace(from, to);
  };
}
