import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Client, clientOf } from '@cliploop/testing/client';
import { type RawAnswer, rawRequest } from '@cliploop/testing/raw-request';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Running, startService } from '../../support/service.ts';

/* Requests that are valid HTTP or nearly, and that no client sends by mistake. */

const SIZE = 100_000;

let running: Running;
let api: Client;
let port: number;
let path: string;

beforeAll(async () => {
  running = await startService();
  api = clientOf(running.endpoint);
  port = Number(running.endpoint.split(':')[1]);
  const key = `1/2/${'a'.repeat(32)}`;
  await mkdir(join(running.data, 'media', key), { recursive: true });
  await writeFile(join(running.data, 'media', key, 'a.gif'), Buffer.alloc(SIZE, 'v'));
  await writeFile(join(running.data, 'media', key, '.secret'), 'hidden');
  path = `/files/${key}/a.gif`;
}, 60_000);
afterAll(() => running?.close(), 60_000);

const send = (first: string, ...headers: string[]): Promise<RawAnswer> =>
  rawRequest(port, `${[first, 'Host: 127.0.0.1', ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`);

/** The status of an answer; `closed` when the connection was closed without one. */
const statusOf = (answer: Promise<RawAnswer>): Promise<number | 'closed'> =>
  answer.then(
    ({ status }) => status,
    () => 'closed' as const,
  );

/** How long a signed request takes afterwards, ms. */
async function latency(): Promise<number> {
  const began = performance.now();
  await api.DescribeSubAppIds({});
  return performance.now() - began;
}

describe('methods and protocols', () => {
  test.each([
    ['CONNECT 127.0.0.1:22 HTTP/1.1', 'closed'],
    ['TRACE /healthz HTTP/1.1', 404],
    ['TRACE / HTTP/1.1', 200],
    ['PRI * HTTP/2.0', 400],
    ['OPTIONS * HTTP/1.1', 404],
    ['GET http://other.example/healthz HTTP/1.1', 200],
    ['GET ftp://other.example/healthz HTTP/1.1', 404],
    ['GET healthz HTTP/1.1', 400],
    ['GET //healthz HTTP/1.1', 404],
    ['GET /%zz HTTP/1.1', 400],
    ['GET /healthz HTTP/1.0', 200],
  ])('answers %s with %s', async (first, status) => {
    const answer = send(first);
    expect(await statusOf(answer)).toBe(status);
    if (status !== 'closed') expect((await answer).body).not.toContain('Host: 127.0.0.1');
  });

  test.each([
    ['a WebSocket', 'Upgrade: websocket'],
    ['HTTP/2', 'Upgrade: h2c'],
  ])('ignores an upgrade to %s', async (_, upgrade) => {
    expect((await send('GET /healthz HTTP/1.1', upgrade, 'HTTP2-Settings: a')).status).toBe(200);
  });

  test.each<[what: string, bytes: string]>([
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\n{}'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a negative length', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n'],
    ['an unknown transfer coding', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked, gzip\r\n\r\n'],
    ['another transfer coding', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['two hosts', 'GET /healthz HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n'],
    ['two signatures', 'GET / HTTP/1.1\r\nHost: a\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n'],
    [
      'two media types',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}',
    ],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n'],
    ['a line feed in a header', 'GET /healthz HTTP/1.1\r\nHost: a\nX: y\r\n\r\n'],
    ['a space before the colon', 'GET /healthz HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n'],
    ['a folded header', 'GET /healthz HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n'],
    [
      'a chunk size that overflows',
      `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${'f'.repeat(17)}\r\na`,
    ],
  ])('refuses %s', async (_, bytes) => {
    expect(await statusOf(rawRequest(port, bytes))).toBe(400);
  });

  test('puts nothing of a request into the headers of its answer', async () => {
    const answer = await send('GET /none%0d%0aSet-Cookie:%20a=b?c=%0d%0aX-Evil:%201 HTTP/1.1', 'X-TC-TraceId: a\tb');
    for (const value of [...answer.headers.values(), ...answer.headers.keys()])
      expect(value).not.toMatch(/evil|cookie|\t/i);
    const { headers } = await rawRequest(
      port,
      'GET / HTTP/1.1\r\nHost: evil.example\r\nAccept: text/html\r\nX-Forwarded-Host: evil.example\r\n\r\n',
    );
    for (const value of headers.values()) expect(value).not.toContain('evil');
  });

  test('quotes only the beginning of a long path, as JSON that browsers do not run', async () => {
    const { body, headers } = await send(`GET /<script>${'a'.repeat(60_000)} HTTP/1.1`);
    expect(body.length).toBeLessThan(500);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

test('does not hash a long header as often as an unsigned request names it', async () => {
  const idle = Math.max(20, await latency());
  const long = `a: ${'"'.repeat(30_000)}`;
  const time = Math.floor(Date.now() / 1000);
  const scope = `AKID/${new Date(time * 1000).toISOString().slice(0, 10)}/vod/tc3_request`;
  const names = `content-type;host${';a'.repeat(9_000)}`;
  const tc3 = `TC3-HMAC-SHA256 Credential=${scope}, SignedHeaders=${names}, Signature=${'0'.repeat(64)}`;
  const common = ['Content-Type: application/json', 'X-TC-Action: a', 'X-TC-Version: a', `X-TC-Timestamp: ${time}`];
  const window = `q-sign-time=${time};${time}&q-key-time=${time};${time}`;
  const lists = `q-header-list=${names}&q-url-param-list=&q-signature=${'0'.repeat(40)}`;
  const requests = [
    send('POST / HTTP/1.1', long, ...common, `Authorization: ${tc3}`),
    send('PUT /a HTTP/1.1', long, `Authorization: q-sign-algorithm=sha1&q-ak=a&${window}&${lists}`),
  ];
  const began = performance.now();
  for (const { body } of await Promise.all(requests)) expect(body).toContain('must contain each name once');
  expect(performance.now() - began).toBeLessThan(idle * 100);
});

describe('files', () => {
  test.each([
    '/files/../secret.key',
    '/files/%2e%2e/secret.key',
    '/files/..%2f..%2f',
    '/files/..%5c..%5c',
    '/files/%252e%252e/secret.key',
    '/files//etc/passwd',
    '/files/%00',
    '/files/a%00.gif',
    '/files/.',
    '/files/',
    `/files/1/2/${'a'.repeat(32)}`,
    `/files/1/2/${'a'.repeat(32)}/.secret`,
    `/files/1/2/${'a'.repeat(32)}/a.gif/`,
  ])('does not serve %s', async (target) => {
    expect([400, 404]).toContain(await statusOf(send(`GET ${target} HTTP/1.1`)));
  });

  test('does not serve very long paths', async () => {
    for (const target of [`/files/${'a/'.repeat(400)}a`, `/files/${'%41'.repeat(10_000)}`]) {
      expect([400, 404]).toContain(await statusOf(send(`GET ${target} HTTP/1.1`)));
    }
  });

  test('sends one file for a thousand ranges', async () => {
    const ranges = Array.from({ length: 1_000 }, (_, index) => `${index}-${index}`).join();
    const { status, headers } = await send(`HEAD ${path} HTTP/1.1`, `Range: bytes=${ranges}`);
    expect([status, headers.get('content-length')]).toEqual([200, String(SIZE)]);
    expect((await send(`GET ${path} HTTP/1.1`, `Range: bytes=${ranges}`)).body).toHaveLength(SIZE);
  });

  test('compares a list of 10,000 tags', async () => {
    const tags = Array.from({ length: 10_000 }, (_, index) => `"${index}"`).join();
    expect((await send(`HEAD ${path} HTTP/1.1`, `If-None-Match: ${tags.slice(0, 60_000)}`)).status).toBe(200);
  });

  test('opens one file at a time for a connection that asks many times at once', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    let most = 0;
    const count = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
    const before = await count();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(10));
    for (let round = 0; round < 20; round++) {
      most = Math.max(most, await count());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(most - before).toBeLessThan(6);
    socket.destroy();
    // More than a few requests that wait end the connection.
    const flood = connect(port, '127.0.0.1');
    flood.on('error', () => {}).resume();
    const closed = new Promise((resolve) => flood.once('close', resolve));
    flood.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(1_000));
    await closed;
  });
});

describe('parameters', () => {
  test.each<[what: string, request: () => Promise<RawAnswer>]>([
    ['16,000 parameters in a query', () => send(`GET /?${'a&'.repeat(16_000)} HTTP/1.1`)],
    ['8,000 headers', () => send('GET / HTTP/1.1', ...Array.from({ length: 8_000 }, (_, index) => `a${index}:`))],
    ['one header 8,000 times', () => send('GET / HTTP/1.1', ...Array.from({ length: 8_000 }, () => 'accept:a'))],
    ['a deep JSON document', () => post('/v3/index.php?Action=ApplyUploadUGC', '['.repeat(60_000))],
    ['a deep JSON object', () => post('/v3/index.php?Action=ApplyUploadUGC', '{"a":'.repeat(12_000))],
    [
      'a form with 100,000 parameters',
      () => post('/', `${'a=1&'.repeat(100_000)}`, 'application/x-www-form-urlencoded'),
    ],
  ])('answers %s with an error at once', async (_, request) => {
    const idle = Math.max(20, await latency());
    const began = performance.now();
    const { status, body } = await request();
    expect(performance.now() - began).toBeLessThan(idle * 100);
    expect([200, 400, 431]).toContain(status);
    expect(body).not.toMatch(/InternalError|Internal error|1500/);
  });
});

function post(target: string, body: string, type = 'application/json'): Promise<RawAnswer> {
  const given = { host: '127.0.0.1', 'content-type': type, 'content-length': String(body.length) };
  const lines = Object.entries(given).map(([name, value]) => `${name}: ${value}`);
  return rawRequest(port, `POST ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`);
}
