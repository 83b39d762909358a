import { createRequire } from 'node:module';
import { anyText, endsWith, fc, fuzz, mutated } from '@cliploop/testing/fuzz';
import { signed } from '@cliploop/testing/signed';
import { vod } from 'tencentcloud-sdk-nodejs-vod';
import { expect } from 'vitest';
import { ApiError } from '../error/api-error.js';
import { decodeParams } from '../params/decode.js';
import type { SignedRequest } from './request.js';
import { verifyRequest } from './verify-request.js';

/* Whatever arrives is verified or refused with an error of the contract, and what the official client signs is accepted. */

const credential = { secretId: 'AKIDfakefakefake', secretKey: 'fakesecretkey123' };
const findKey = async (secretId: string) =>
  secretId === credential.secretId ? { secretKey: credential.secretKey, enabled: true } : undefined;
const verify = (request: SignedRequest) => endsWith(ApiError, () => verifyRequest(request, findKey, new Date()));

const params = {
  FileId: '528',
  MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20001 }] },
  SessionContext: 'é&b',
};
const originals = (['json', 'form', 'query'] as const).map((encoding) => signed('ProcessMedia', params, encoding));
const headerNames = [
  'authorization',
  'content-type',
  'content-encoding',
  'host',
  'x-tc-action',
  'x-tc-version',
  'x-tc-timestamp',
];
const headers = fc.dictionary(
  fc.constantFrom(...headerNames, 'x-tc-content-sha256', '__proto__', 'x-tc-token'),
  anyText,
);

fuzz(
  'refuses any request with an error of the contract',
  fc.record({
    method: fc.oneof(fc.constantFrom('GET', 'POST'), anyText),
    path: fc.constant('/'),
    query: anyText,
    headers,
    body: fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json()).map((body) => Buffer.from(body as string)),
  }),
  async (request) => expect(await verify(request)).toBeUndefined(),
);

/** A signed request with changes in one of its parts. */
const changed = fc.constantFrom(...originals).chain((request) => {
  const inHeaders = fc.constantFrom(...Object.keys(request.headers)).chain((name) =>
    mutated(request.headers[name] ?? '').map((value) => ({
      ...request,
      headers: { ...request.headers, [name]: value },
    })),
  );
  const inQuery = mutated(request.query).map((query) => ({ ...request, query }));
  const inBody = mutated(request.body.toString()).map((body) => ({ ...request, body: Buffer.from(body) }));
  const variants = fc.oneof(inHeaders, request.method === 'GET' ? inQuery : inBody);
  return fc.tuple(fc.constant(request), variants);
});

fuzz('accepts a changed request only when it means the same', changed, async ([request, other]) => {
  const verified = await verify(other);
  if (verified === undefined) return;
  const meant = await verify(request);
  // The client signs only the names that SignedHeaders contains.
  const { 'x-tc-action': action } = other.headers;
  if (action === request.headers['x-tc-action']) expect(verified.action).toBe(meant?.action);
  expect(decodeParams(verified.params)).toEqual(meant && decodeParams(meant.params));
});

const names = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/);
const values = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.constantFrom('', 'a=b&c', "~!*'()", ' +%20'));
const tree = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, values, fc.array(values, { maxLength: 3 }), tie('object')),
  object: fc.dictionary(names, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).object;

// The signer of the official client, and its encoding of parameters.
const common = createRequire(createRequire(import.meta.url).resolve('tencentcloud-sdk-nodejs-vod'));
const { default: Sign } = common('tencentcloud-sdk-nodejs-common/tencentcloud/common/sign');
const clientFor = (reqMethod: 'POST' | 'GET', signMethod: 'HmacSHA1' | 'HmacSHA256') =>
  new vod.v20180717.Client({
    credential,
    region: 'ap-guangzhou',
    profile: { signMethod, httpProfile: { endpoint: '127.0.0.1', reqMethod } },
  }) as unknown as {
    mergeData(data: unknown): Record<string, unknown>;
    formatRequestData(action: string, params: object): Promise<Record<string, string>>;
  };

fuzz('accepts what the official client signs with TC3-HMAC-SHA256', tree, async (payload) => {
  const timestamp = Math.floor(Date.now() / 1000);
  const body = JSON.stringify(payload);
  const headers = { 'Content-Type': 'application/json' };
  const about = {
    method: 'POST',
    url: 'http://127.0.0.1/',
    payload: Buffer.from(body),
    timestamp,
    service: 'vod',
    headers,
  };
  const authorization = Sign.sign3({ ...about, ...credential });
  const request = {
    ...{ method: 'POST', path: '/', query: '', body: Buffer.from(body) },
    headers: {
      ...{ host: '127.0.0.1', 'content-type': 'application/json', authorization, 'x-tc-timestamp': String(timestamp) },
      ...{ 'x-tc-action': 'ProcessMedia', 'x-tc-version': '2018-07-17' },
    },
  };
  expect(await verify(request)).toMatchObject({ action: 'ProcessMedia', secretId: credential.secretId });
});

fuzz(
  'accepts what the official client signs with HmacSHA1 and HmacSHA256',
  fc.tuple(
    tree,
    fc.constantFrom('POST' as const, 'GET' as const),
    fc.constantFrom('HmacSHA1' as const, 'HmacSHA256' as const),
  ),
  async ([payload, method, signMethod]) => {
    const client = clientFor(method, signMethod);
    const sent = await client.formatRequestData('ProcessMedia', client.mergeData(payload));
    const text = new URLSearchParams(sent).toString();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const request = {
      ...{ method, path: '/', query: method === 'GET' ? text : '', body: Buffer.from(method === 'GET' ? '' : text) },
      headers: { host: '127.0.0.1', ...(method === 'POST' && form) },
    };
    expect(await verify(request)).toMatchObject({ action: 'ProcessMedia', secretId: credential.secretId });
  },
);
