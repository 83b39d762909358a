import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../error/api-error.js';
import type { AccessKey, SignedRequest } from './request.js';
import { canonicalQuery, urlSignature, verifyUrl } from './url.js';

const secretId = 'AKIDexample';
const secretKey = 'a secret key of 32 characters...';
const path = '/x/v1/media/5285890784246869930/animated.gif';
const now = new Date('2026-11-30T12:00:00Z');
const expires = now.getTime() / 1000 + 60;
const pair: AccessKey = { secretKey, enabled: true };

function signed(params: Record<string, string> = {}, key = secretKey): string {
  const all = new Map(Object.entries({ width: '480', key: secretId, expires: String(expires), ...params }));
  return `${canonicalQuery(all)}&signature=${urlSignature(path, all, key)}`;
}

const requestOf = (query: string, at = path): SignedRequest => ({
  ...{ method: 'GET', path: at, query, headers: {}, body: Buffer.alloc(0) },
});

function verify(
  query: string,
  { key = pair, at = path, time = now }: { key?: AccessKey; at?: string; time?: Date } = {},
) {
  return verifyUrl(requestOf(query, at), async (id) => (id === secretId ? key : undefined), time);
}

/** `CODE: message` of a refused URL, or `accepted`. */
const refusalOf = (work: () => Promise<unknown>): Promise<string> =>
  work().then(
    () => 'accepted',
    (error: unknown) => (error instanceof ApiError ? `${error.code}: ${error.message}` : String(error)),
  );

test('is the HMAC-SHA256 of a prefix, the path and the sorted parameters', () => {
  const params = new Map([
    ['start', '1:30'],
    ['background', "it's #fff"],
  ]);
  const text = `cliploop-url\n${path}\nbackground=it%27s%20%23fff&start=1%3A30`;
  expect(urlSignature(path, params, secretKey)).toBe(createHmac('sha256', secretKey).update(text).digest('hex'));
});

test('accepts a signed URL, and returns its key pair and its expiry', async () => {
  expect(await verify(signed())).toEqual({ secretId, key: pair, expires });
});

test('accepts the parameters in another order and another encoding', async () => {
  const query = signed({ crop: '1,2,30,40', background: 'a b' });
  const changed = query.split('&').reverse().join('&').replaceAll('%2C', ',').replaceAll('%20', '+');
  expect(changed).not.toBe(query);
  expect(await verify(changed)).toMatchObject({ secretId });
});

test('accepts the secret key before a rotation, while it is valid', async () => {
  const rotated = { secretKey: 'another secret key', enabled: true };
  const code = (key: AccessKey) => refusalOf(() => verify(signed(), { key }));
  expect(await verify(signed(), { key: { ...rotated, oldSecretKey: secretKey } })).toMatchObject({ secretId });
  expect(await code(rotated)).toMatch(/^AuthFailure.SignatureFailure: /);
});

describe.each([
  ['a changed value', signed().replace('width=480', 'width=481')],
  ['another parameter', `${signed()}&height=200`],
  ['a missing parameter', signed().replace('&width=480', '')],
  ['a later expiry', signed().replace(String(expires), String(expires + 1))],
  ['the signature of another secret key', signed({}, 'another secret key')],
  ['a parameter that another parameter contains', signed({ a: '1&b=2' }).replace('%26', '&').replace('%3D', '=')],
])('a URL with %s', (_, query) => {
  test('is refused', async () => {
    const text = await refusalOf(() => verify(query));
    expect(text).toMatch(/^AuthFailure.SignatureFailure: The signature does not match the URL and the SecretKey of /);
    // Whoever reads the error must not be able to use the URL.
    expect(text).not.toMatch(/[0-9a-f]{64}/);
  });
});

test('refuses the signature of another path', async () => {
  const other = path.replace('.gif', '.webp');
  expect(await refusalOf(() => verify(signed(), { at: other }))).toMatch(/^AuthFailure.SignatureFailure: /);
});

test('refuses a URL from the second of its expiry on', async () => {
  const at = (seconds: number) => verify(signed(), { time: new Date((expires + seconds) * 1000) });
  expect(await at(-1)).toMatchObject({ expires });
  expect(await refusalOf(() => at(0))).toBe(
    'AuthFailure.SignatureExpire: The URL has expired at 2026-11-30T12:01:00.000Z (expires); sign a new one',
  );
});

test('says that a URL does not match before it says that it has expired', async () => {
  const query = signed().replace(String(expires), '1');
  expect(await refusalOf(() => verify(query))).toMatch(/^AuthFailure.SignatureFailure: /);
});

test.each([
  ['', 'has no parameter key'],
  ['key=AKIDexample', 'has no parameter expires'],
  ['key=AKIDexample&expires=5', 'has no parameter signature'],
  ['key=AKIDexample&expires=5&signature=', 'has no parameter signature'],
  [`key=AKIDexample&expires=soon&signature=${'a'.repeat(64)}`, 'has the wrong time "soon" (expires)'],
  ['key=AKIDexample&expires=5&signature=abc', 'has a signature that is not 64 hexadecimal digits'],
  [`${signed()}&width=480`, 'has a wrong query: width is given twice'],
  [`${signed()}&a=%ff`, 'has a wrong query: %ff is not URL-encoded UTF-8'],
])('refuses the query "%s"', async (query, what) => {
  const message = `AuthFailure.InvalidAuthorization: The URL ${what}; a signed URL has the parameters key, expires, signature`;
  expect(await refusalOf(() => verify(query))).toContain(message);
});

test('refuses unknown and disabled key pairs', async () => {
  const message = 'AuthFailure.SecretIdNotFound: SecretId AKIDexample is unknown or disabled';
  expect(await refusalOf(() => verify(signed(), { key: { ...pair, enabled: false } }))).toBe(message);
  const find = async (): Promise<undefined> => undefined;
  expect(await refusalOf(() => verifyUrl(requestOf(signed()), find, now))).toBe(message);
});
