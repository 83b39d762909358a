import { once } from 'node:events';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { credential } from '@cliploop/testing/credential';
import { type RawAnswer, rawRequest } from '@cliploop/testing/raw-request';
import { type Encoding, encodings, signed } from '@cliploop/testing/signed';
import { type Service, type SignedRequest, sizeLimits } from '@cliploop/vod';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { limitBody } from '../http/body-timeout.js';
import { type Listening, listen } from '../http/listen.js';
import { claimedAction } from './api.js';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';
import { createServer } from './server.js';

/* The status and the exact Content-Type of answers at `/`: clients in other languages check both before they read a body. */

let app: FastifyInstance;
let listening: Listening;
let port: number;
const find = vi.fn(async () => ({
  ...{ secretKey: credential.secretKey, enabled: true },
  ...{ rights: ['read'], applications: null },
}));

beforeAll(async () => {
  const health = { space: { full: false }, conditions: { list: () => [] }, observe: () => {} };
  const same = { within: () => same };
  const service = {
    ...{ keyPairs: { find }, tasks: { countUnfinished: async () => [] }, media: { storage: {} } },
    ...{ applications: same, subApps: same, lastUse: { used: () => {} }, usedSignatures: { use: async () => {} } },
    health,
    audit: { change: () => {}, refuse: () => {} },
  };
  const metrics = new Metrics(service as unknown as Service);
  const face = { service: service as unknown as Service, metrics, readiness: new Readiness(async () => {}), api: true };
  app = createServer({ ...face, log: pino({ level: 'silent' }) });
  // As limitBodies does it, but at once.
  app.addHook('onRequest', async ({ raw, headers }) => {
    if (headers['x-impatient'] === undefined) return;
    const error = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    limitBody(raw, 1, () => app.server.emit('clientError', error, raw.socket));
  });
  // Sends the first part of its answer only.
  app.get('/slow', async (_request, reply) => {
    const body = new PassThrough();
    body.write('first ');
    return reply.header('content-length', 1_000).send(body);
  });
  listening = await listen(app, [{ protocol: 'http', host: '127.0.0.1', port: 0 }]);
  port = listening.addresses[0]?.port ?? 0;
});
afterAll(() => listening?.close());

const lines = (...headers: string[]): string => `${['Host: 127.0.0.1', ...headers].join('\r\n')}\r\n\r\n`;

function textOf({ method, query, headers, body }: SignedRequest): string {
  const given = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} /${query && `?${query}`} HTTP/1.1`, ...given, `content-length: ${body.length}`];
  return `${head.join('\r\n')}\r\n\r\n${body.toString()}`;
}

const manifest = { MediaManifestContent: '#EXTM3U\n#EXTINF:4,\none.ts\n' };
const parse = (encoding: Encoding, more: object = {}): string =>
  textOf(signed('ParseStreamingManifest', { ...manifest, ...more }, encoding));

/** Checks the Content-Type of a response. @returns its Error.Code */
function codeOf({ headers, body }: RawAnswer): string {
  expect(headers.get('content-type')).toBe('application/json');
  const { Response } = JSON.parse(body) as { Response: { Error?: { Code: string }; RequestId: string } };
  expect(Response.RequestId).toMatch(/^[0-9a-f-]{36}$/);
  return Response.Error?.Code ?? 'OK';
}

test.each(encodings)('a result in answer to %s has the type application/json', async (encoding) => {
  const answer = await rawRequest(port, parse(encoding));
  expect([answer.status, codeOf(answer)]).toEqual([200, 'OK']);
});

test.each(encodings)('a refusal in answer to %s has the type application/json', async (encoding) => {
  const answer = await rawRequest(port, parse(encoding, { Widht: 1 }));
  expect([answer.status, codeOf(answer)]).toEqual([200, 'UnknownParameter']);
});

test.each(encodings)('%s may have the whole URL in its request line, as for a proxy', async (encoding) => {
  const whole = (bytes: string): string => bytes.replace(' /', ` http://127.0.0.1:${port}/`);
  const answers = [parse(encoding), parse(encoding, { Widht: 1 })].map((bytes) => rawRequest(port, whole(bytes)));
  expect((await Promise.all(answers)).map(codeOf)).toEqual(['OK', 'UnknownParameter']);
});

test('checks the signature, then the names of parameters, then their values', async () => {
  const both = { Widht: 1, ManifestType: 'none' };
  const forged = { ...credential, secretKey: 'wrong' };
  const send = (keys = credential): Promise<RawAnswer> =>
    rawRequest(port, textOf(signed('ParseStreamingManifest', both, 'form', keys)));
  expect(codeOf(await send(forged))).toBe('AuthFailure.SignatureFailure');
  expect(codeOf(await send())).toBe('UnknownParameter');
});

test('a fault of the service has the type application/json', async () => {
  find.mockRejectedValueOnce(new Error('the database is not reachable'));
  const answer = await rawRequest(port, parse('json'));
  expect([answer.status, codeOf(answer)]).toEqual([200, 'InternalError']);
});

const body = (length: number, ...headers: string[]): string =>
  `POST / HTTP/1.1\r\n${lines(`Content-Length: ${length}`, ...headers)}`;

test.each<[what: string, bytes: string, code: string]>([
  ['an unsigned request', `GET / HTTP/1.1\r\n${lines()}`, 'AuthFailure.InvalidAuthorization'],
  ['a query that is not URL-encoded', `GET /?a=%zz HTTP/1.1\r\n${lines()}`, 'InvalidParameter'],
  ['a body that is too large', body(sizeLimits.jsonBody + 1), 'RequestSizeLimitExceeded'],
  [
    'an unsigned body that is too large, in chunks',
    `POST / HTTP/1.1\r\n${lines('Transfer-Encoding: chunked')}B00000\r\n${'x'.repeat(0xb00000)}\r\n0\r\n\r\n`,
    'AuthFailure.InvalidAuthorization',
  ],
  ['an invalid Content-Type', `${body(2, 'Content-Type: none;;')}{}`, 'UnsupportedProtocol'],
  ['a compressed body', `${body(2, 'Content-Encoding: gzip')}{}`, 'UnsupportedProtocol'],
  ['an unknown Expect header', `${body(2, 'Expect: wonders')}{}`, 'AuthFailure.InvalidAuthorization'],
  ...['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH'].map((method): [string, string, string] => [
    `the method ${method}`,
    `${method} /?a=b HTTP/1.1\r\n${lines()}`,
    'UnsupportedProtocol',
  ]),
])('%s is answered with status 200 and the type application/json', async (_, bytes, code) => {
  const answer = await rawRequest(port, bytes);
  expect([answer.status, codeOf(answer)]).toEqual([200, code]);
});

test.each<[what: string, bytes: string, status: number, code: string]>([
  ['a malformed request line', 'GET\r\n\r\n', 400, 'InvalidParameter'],
  ['an unknown HTTP method', `MAKE / HTTP/1.1\r\n${lines()}`, 400, 'InvalidParameter'],
  ['an unknown HTTP version', `GET / HTTP/7.9\r\n${lines()}`, 400, 'InvalidParameter'],
  ['a malformed header', `GET / HTTP/1.1\r\nHost: a\r\nno header\r\n\r\n`, 400, 'InvalidParameter'],
  ['two Content-Length headers', `${body(2, 'Content-Length: 3')}{}`, 400, 'InvalidParameter'],
  ['a malformed chunk', `POST / HTTP/1.1\r\n${lines('Transfer-Encoding: chunked')}zz\r\n`, 400, 'InvalidParameter'],
  [
    'headers that are too large',
    `GET / HTTP/1.1\r\n${lines(`X: ${'x'.repeat(70_000)}`)}`,
    431,
    'RequestSizeLimitExceeded',
  ],
  ['a query that is too large', `GET /?${'x'.repeat(200_000)} HTTP/1.1\r\n${lines()}`, 431, 'RequestSizeLimitExceeded'],
])('%s has its status and the type application/json', async (_, bytes, status, code) => {
  const answer = await rawRequest(port, bytes);
  expect([answer.status, codeOf(answer)]).toEqual([status, code]);
});

test('a body that does not arrive has status 408 and the type application/json', async () => {
  const answer = await rawRequest(port, `${body(5, 'X-Impatient: yes')}{`);
  expect([answer.status, codeOf(answer)]).toEqual([408, 'InvalidParameter']);
});

test('an invalid request does not change the answer that is being sent before it', async () => {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
    if (text.endsWith('first ')) socket.write('nonsense\r\n\r\n');
  });
  socket.write(`GET /slow HTTP/1.1\r\n${lines()}`);
  await once(socket, 'close');
  expect(text).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\nfirst $/s);
});

test('other paths keep their own error format', async () => {
  const { status, headers, body: text } = await rawRequest(port, `GET /none HTTP/1.1\r\n${lines()}`);
  expect([status, headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
  expect(JSON.parse(text)).toEqual({ error: 'GET /none not found; the API is at /' });
});

test('takes the action that the signature method uses for the limits of a request', () => {
  const request = { method: 'POST', path: '/', query: '', headers: {}, body: Buffer.from('') };
  const form = (text: string, headers = {}) => claimedAction({ ...request, headers, body: Buffer.from(text) });
  expect(form('Action=PullEvents&Nonce=1')).toBe('PullEvents');
  expect(form('Action=SearchMedia&Name=Action=PullEvents', { 'x-tc-action': 'PullEvents' })).toBe('SearchMedia');
  expect(form('XAction=PullEvents')).toBeUndefined();
  expect(form('Action=PullEvents', { authorization: 'TC3', 'x-tc-action': 'SearchMedia' })).toBe('SearchMedia');
  expect(claimedAction({ ...request, method: 'GET', query: 'Nonce=1&Action=CommitUpload' })).toBe('CommitUpload');
});
