import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { ApiError } from '../error/api-error.js';
import type { SignedRequest } from './request.js';
import { verifyRequest } from './verify-request.js';

const secretKey = 'fakesecretkey123';
const at = 1795329303;
const now = new Date(at * 1000);
const findKey = async (secretId: string) => {
  if (secretId === 'AKIDoff') return { secretKey, enabled: false, name: 'off' };
  return secretId === 'AKID' ? { secretKey, enabled: true, name: 'mine' } : undefined;
};

type Changes = Partial<Omit<SignedRequest, 'body'>> & { body?: string | Buffer };

/** Signs a request with TC3, independently of the code under test. `signed` has the header lines that the client signs. */
function tc3(signed: string[], changes: Changes = {}, scope = 'AKID/2026-11-22/vod', payload?: string): SignedRequest {
  const body = Buffer.from(changes.body ?? '{"Limit":1}');
  const [, date = '', service = ''] = scope.split('/');
  const names = signed.map((line) => line.split(':')[0]).join(';');
  const sha = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
  const mac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
  const { method = 'POST', path = '/', query = '' } = changes;
  const canonical = `${method}\n${path}\n${query}\n${signed.join('\n')}\n\n${names}\n${sha(payload ?? body)}`;
  const text = `TC3-HMAC-SHA256\n${at}\n${date}/${service}/tc3_request\n${sha(canonical)}`;
  const signature = mac(mac(mac(mac(`TC3${secretKey}`, date), service), 'tc3_request'), text).toString('hex');
  const headers = {
    host: 'vod.local:9000',
    'content-type': 'application/json',
    'x-tc-action': 'DescribeTasks',
    'x-tc-version': '2018-07-17',
    'x-tc-timestamp': String(at),
    authorization: `TC3-HMAC-SHA256 Credential=${scope}/tc3_request, SignedHeaders=${names}, Signature=${signature}`,
    ...changes.headers,
  };
  return { method, path, query, headers, body };
}

/** Signs a request with an older method. */
function v1(changes: Record<string, string>, request: Changes = {}, host = 'vod.local:9000'): SignedRequest {
  const common = {
    Action: 'DescribeTasks',
    Nonce: '1',
    SecretId: 'AKID',
    Timestamp: String(at),
    Version: '2018-07-17',
  };
  const all: Record<string, string> = { ...common, Limit: '1', ...changes };
  const names = Object.keys(all).sort();
  const { method = 'POST' } = request;
  const text = `${method}${host}/?${names.map((name) => `${name}=${all[name]}`).join('&')}`;
  const algorithm = all.SignatureMethod === 'HmacSHA256' ? 'sha256' : 'sha1';
  const Signature = createHmac(algorithm, secretKey).update(text).digest('base64');
  const form = new URLSearchParams({ ...all, Signature, ...('Signature' in changes && changes) }).toString();
  return {
    method,
    path: '/',
    query: method === 'GET' ? form : '',
    headers: { host: 'vod.local:9000', 'content-type': 'application/x-www-form-urlencoded', ...request.headers },
    body: Buffer.from(request.body ?? (method === 'GET' ? '' : form)),
  };
}

const asSent = ['content-type:application/json', 'host:vod.local:9000'];

async function outcome(request: SignedRequest, when = now): Promise<string> {
  try {
    return `accepted: ${(await verifyRequest(request, findKey, when)).key.name}`;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const sent = `${request.headers.authorization}${request.query}${request.body}`;
    const signature = /Signature=([^&]+)/.exec(sent)?.[1];
    for (const secret of [secretKey, signature ?? secretKey]) expect(error.message).not.toContain(secret);
    return `${error.code}: ${error.message}`;
  }
}

describe('TC3-HMAC-SHA256 accepts', () => {
  test.each<[string, SignedRequest]>([
    ['the host as sent', tc3(asSent)],
    ['the host without its port', tc3(['content-type:application/json', 'host:vod.local'])],
    ['any service name', tc3(asSent, {}, 'AKID/2026-11-22/vod.local:9000')],
    ['values in lower case', tc3([...asSent, 'x-tc-action:describetasks'])],
    ['values as sent', tc3([...asSent, 'x-tc-action:DescribeTasks'])],
    [
      'lower case without the port',
      tc3(['content-type:application/json', 'host:vod.local', 'x-tc-action:describetasks']),
    ],
    ['headers in another order', tc3(['host:vod.local', 'content-type:application/json'])],
    ['spaces around a value', tc3(asSent, { headers: { 'content-type': ' application/json  ' } })],
    ['bytes that are not text', tc3(asSent, { body: Buffer.from([0xff, 0xfe]) })],
    ['an IPv6 host', tc3(['content-type:application/json', 'host:[::1]'], { headers: { host: '[::1]:9000' } })],
    ['a path prefix', tc3(asSent, { path: '/vod/' })],
    ['a query on GET', tc3(asSent, { method: 'GET', query: 'Name=a%27b', body: '' })],
    [
      'an unsigned payload',
      tc3(asSent, { headers: { 'x-tc-content-sha256': 'UNSIGNED-PAYLOAD' } }, undefined, 'UNSIGNED-PAYLOAD'),
    ],
  ])('%s', async (_, request) => {
    expect(await outcome(request)).toBe('accepted: mine');
  });

  test('clocks that differ by five minutes', async () => {
    expect(await outcome(tc3(asSent), new Date((at + 300) * 1000 + 999))).toBe('accepted: mine');
    expect(await outcome(tc3(asSent), new Date((at - 300) * 1000))).toBe('accepted: mine');
  });
});

const unsetHint = 'set CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY in the environment of the client';
const wrong =
  'AuthFailure.SignatureFailure: The signature does not match the request and the SecretKey of AKID; check the SecretKey, and that no proxy changes the request';
const header = (authorization: string): SignedRequest => tc3(asSent, { headers: { authorization } });
const hex = '0'.repeat(64);
const credential = 'Credential=AKID/2026-11-22/vod/tc3_request';

describe('TC3-HMAC-SHA256 rejects', () => {
  test.each<[string, SignedRequest, string]>([
    ['another body', { ...tc3(asSent), body: Buffer.from('{"Limit":2}') }, wrong],
    ['another query', { ...tc3(asSent, { method: 'GET', query: 'Limit=1', body: '' }), query: 'Limit=2' }, wrong],
    ['another path', { ...tc3(asSent), path: '/x' }, wrong],
    ['another method', { ...tc3(asSent, { body: '' }), method: 'GET' }, wrong],
    ['another host', tc3(asSent, { headers: { host: 'vod.remote:9000' } }), wrong],
    [
      'another signature',
      header(`TC3-HMAC-SHA256 ${credential}, SignedHeaders=content-type;host, Signature=${hex}`),
      wrong,
    ],
    [
      'a signed payload declared as unsigned',
      tc3(asSent, { headers: { 'x-tc-content-sha256': 'UNSIGNED-PAYLOAD' } }),
      wrong,
    ],
    [
      'an unknown key',
      tc3(asSent, {}, 'AKIDnobody/2026-11-22/vod'),
      'AuthFailure.SecretIdNotFound: SecretId AKIDnobody is unknown or disabled',
    ],
    ...['undefined', 'null', 'None'].map((word): [string, SignedRequest, string] => [
      `the word ${word} for a key`,
      tc3(asSent, {}, `${word}/2026-11-22/vod`),
      `AuthFailure.SecretIdNotFound: SecretId ${word} is unknown or disabled; ${unsetHint}`,
    ]),
    ['an empty SecretId', tc3(asSent, {}, '/2026-11-22/vod'), `MissingParameter: SecretId is missing; ${unsetHint}`],
    [
      'a disabled key',
      tc3(asSent, {}, 'AKIDoff/2026-11-22/vod'),
      'AuthFailure.SecretIdNotFound: SecretId AKIDoff is unknown or disabled',
    ],
    [
      'a malformed SecretId',
      tc3(asSent, {}, 'AK ID/2026-11-22/vod'),
      'AuthFailure.InvalidSecretId: SecretId must be 1 to 128 printable characters without spaces, got "AK ID"',
    ],
    [
      'the date of another day',
      tc3(asSent, {}, 'AKID/2026-11-21/vod'),
      'AuthFailure.InvalidAuthorization: The date in Credential must be 2026-11-22, the UTC date of X-TC-Timestamp, got 2026-11-21',
    ],
    ['SKIP', header('SKIP'), 'AuthFailure.InvalidAuthorization: Authorization is SKIP; sign the request'],
    ['Basic', header('Basic abc'), 'AuthFailure.InvalidAuthorization: Authorization must start with TC3-HMAC-SHA256'],
    ['an empty header', header(''), 'AuthFailure.InvalidAuthorization: Authorization must start with TC3-HMAC-SHA256'],
    [
      'no Credential',
      header('TC3-HMAC-SHA256 '),
      'AuthFailure.InvalidAuthorization: Credential is missing in Authorization',
    ],
    [
      'an incomplete Credential',
      header('TC3-HMAC-SHA256 Credential=AKID/2026-11-22'),
      'AuthFailure.InvalidAuthorization: Credential in Authorization must be SecretId/Date/Service/tc3_request',
    ],
    [
      'a short Signature',
      header(`TC3-HMAC-SHA256 ${credential}, SignedHeaders=content-type;host, Signature=abc`),
      'AuthFailure.InvalidAuthorization: Signature in Authorization must be 64 hexadecimal digits',
    ],
    [
      'an unsigned host',
      header(`TC3-HMAC-SHA256 ${credential}, SignedHeaders=content-type, Signature=${hex}`),
      'AuthFailure.InvalidAuthorization: SignedHeaders in Authorization must contain host',
    ],
    ...['content-type;host;Host', `content-type;host${';a'.repeat(14_000)}`].map(
      (names): [string, SignedRequest, string] => [
        `a list of signed headers that repeats a name: ${names.slice(0, 30)}`,
        tc3(asSent, {
          headers: {
            a: 'x'.repeat(30_000),
            authorization: `TC3-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${hex}`,
          },
        }),
        'AuthFailure.InvalidAuthorization: SignedHeaders in Authorization must contain each name once',
      ],
    ),
    [
      'a missing signed header',
      header(`TC3-HMAC-SHA256 ${credential}, SignedHeaders=content-type;host;constructor, Signature=${hex}`),
      'AuthFailure.InvalidAuthorization: SignedHeaders contains constructor, but the request has no such header',
    ],
    [
      'no action',
      tc3(asSent, { headers: { 'x-tc-action': undefined } }),
      'MissingParameter: The header X-TC-Action is missing',
    ],
    [
      'no version',
      tc3(asSent, { headers: { 'x-tc-version': '' } }),
      'MissingParameter: The header X-TC-Version is missing',
    ],
    [
      'no timestamp',
      tc3(asSent, { headers: { 'x-tc-timestamp': undefined } }),
      'MissingParameter: X-TC-Timestamp is missing; it must be the time in Unix seconds',
    ],
    [
      'a timestamp that is not a number',
      tc3(asSent, { headers: { 'x-tc-timestamp': 'noon' } }),
      'InvalidParameter: X-TC-Timestamp must be the time in Unix seconds, got "noon"',
    ],
    [
      'a multipart form',
      tc3(['content-type:multipart/form-data', 'host:vod.local'], {
        headers: { 'content-type': 'multipart/form-data' },
      }),
      'UnsupportedProtocol: Content-Type must be application/json, got "multipart/form-data"',
    ],
    [
      'a long query',
      tc3(asSent, { method: 'GET', query: 'a'.repeat(32_769), body: '' }),
      'RequestSizeLimitExceeded: The query has 32769 bytes; the limit is 32768',
    ],
    [
      'a long body',
      tc3(asSent, { body: Buffer.alloc(10_485_761) }),
      'RequestSizeLimitExceeded: The body has 10485761 bytes; the limit is 10485760',
    ],
  ])('%s', async (_, request, expected) => {
    expect(await outcome(request)).toBe(expected);
  });

  test('clocks that differ by more', async () => {
    const late = (server: number) =>
      `AuthFailure.SignatureExpire: X-TC-Timestamp must be within 300 seconds of the time of the service (${server}), got ${at}`;
    expect(await outcome(tc3(asSent), new Date((at + 301) * 1000))).toBe(late(at + 301));
    expect(await outcome(tc3(asSent), new Date((at - 301) * 1000))).toBe(late(at - 301));
  });
});

describe('HmacSHA1 and HmacSHA256 accept', () => {
  test.each<[string, SignedRequest]>([
    ['no SignatureMethod', v1({})],
    ['HmacSHA1', v1({ SignatureMethod: 'HmacSHA1' })],
    ['HmacSHA256', v1({ SignatureMethod: 'HmacSHA256' })],
    ['GET', v1({ SignatureMethod: 'HmacSHA256' }, { method: 'GET' })],
    ['the host without its port', v1({}, {}, 'vod.local')],
    ['a charset', v1({}, { headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } })],
    ['names with upper and lower case, and all characters', v1({ a: '会话 +&=%', B: "'", 'A.10': '1', 'A.2': '2' })],
  ])('%s', async (_, request) => {
    expect(await outcome(request)).toBe('accepted: mine');
  });
});

describe('HmacSHA1 and HmacSHA256 reject', () => {
  const signed = v1({});
  const body = signed.body.toString();
  const tampered = (from: string, to: string): SignedRequest => ({
    ...signed,
    body: Buffer.from(body.replace(from, to)),
  });
  test.each<[string, SignedRequest, string]>([
    ['another value', tampered('Limit=1', 'Limit=2'), wrong],
    ['an additional value', tampered('Limit=1', 'Limit=1&Offset=1'), wrong],
    ['another host', v1({}, {}, 'vod.remote'), wrong],
    ['a signature in other base64', tampered('%3D', ''), wrong],
    ['an empty signature', v1({ Signature: '' }), 'MissingParameter: Signature is missing'],
    ['a repeated value', tampered('Limit=1', 'Limit=1&Limit=1'), 'InvalidParameter: Limit is given twice'],
    ['no SecretId', v1({ SecretId: '' }), `MissingParameter: SecretId is missing; ${unsetHint}`],
    [
      'an unknown key',
      v1({ SecretId: 'AKIDnobody' }),
      'AuthFailure.SecretIdNotFound: SecretId AKIDnobody is unknown or disabled',
    ],
    ['no action', v1({ Action: '' }), 'MissingParameter: Action is missing'],
    [
      'another method',
      v1({ SignatureMethod: 'constructor' }),
      'AuthFailure.InvalidAuthorization: SignatureMethod must be HmacSHA1 or HmacSHA256, got "constructor"',
    ],
    [
      'an old request',
      v1({ Timestamp: '1' }),
      `AuthFailure.SignatureExpire: Timestamp must be within 300 seconds of the time of the service (${at}), got 1`,
    ],
    [
      'a long body',
      v1({ Name: 'a'.repeat(1_048_576) }),
      'RequestSizeLimitExceeded: The body has 1048717 bytes; the limit is 1048576',
    ],
  ])('%s', async (_, request, expected) => {
    expect(await outcome(request)).toBe(expected);
  });
});

describe('verifyRequest', () => {
  const unsigned =
    'AuthFailure.InvalidAuthorization: The request is not signed; sign it with TC3-HMAC-SHA256, HmacSHA256 or HmacSHA1';
  const none: SignedRequest = { method: 'POST', path: '/', query: '', headers: {}, body: Buffer.alloc(0) };

  test.each<[string, SignedRequest, string]>([
    ['POST without a signature', none, unsigned],
    ['GET without a signature', { ...none, method: 'GET' }, unsigned],
    [
      'JSON without a signature',
      { ...none, headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') },
      unsigned,
    ],
    ['PUT', { ...none, method: 'PUT' }, 'UnsupportedProtocol: The method must be GET or POST, got PUT'],
  ])('rejects %s', async (_, request, expected) => {
    expect(await outcome(request)).toBe(expected);
  });

  test('looks up a key once, and never a malformed SecretId', async () => {
    const find = vi.fn(findKey);
    await verifyRequest(tc3(asSent), find, now);
    expect(find.mock.calls).toEqual([['AKID']]);
    await expect(verifyRequest(v1({ SecretId: 'a\0b' }), find, now)).rejects.toThrow('got "a\\u0000b"');
    expect(find).toHaveBeenCalledTimes(1);
  });

  test('returns only valid trace ids and languages', async () => {
    const traced = (traceId: string) => tc3(asSent, { headers: { 'x-tc-traceid': traceId, 'x-tc-language': 'fr-FR' } });
    const seen = await verifyRequest(traced('t-1'), findKey, now);
    expect(seen).toMatchObject({ traceId: 't-1', language: undefined });
    expect((await verifyRequest(traced('a b'), findKey, now)).traceId).toBe(undefined);
    expect((await verifyRequest(traced('a'.repeat(129)), findKey, now)).traceId).toBe(undefined);
  });
});
