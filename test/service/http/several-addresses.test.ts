import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { certificateFiles } from '@cliploop/testing/certificate';
import { type Client, clientOf } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

const listen = 'http://127.0.0.1:0,https://127.0.0.1:0,http://[::1]:0';
const kinds = ['http on IPv4', 'https', 'http on IPv6'].map((kind, index) => [kind, index] as const);
let folder: string;
let env: NodeJS.ProcessEnv;
let database: TestDatabase;
let server: ServerProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-addresses-'));
  await makeClip(join(folder, 'clip.mp4'));
  const { cert, key } = await certificateFiles(folder, 'localhost');
  env = { CLIPLOOP_TLS_CERT: cert, CLIPLOOP_TLS_KEY: key, CLIPLOOP_LOG_LEVEL: 'info' };
  // The certificate is self-signed.
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  database = await testDatabase();
  const DATABASE_URL = database.url;
  server = new ServerProcess(join(folder, 'data'), { ...env, DATABASE_URL, CLIPLOOP_LISTEN: listen });
  await server.up();
});
afterAll(async () => {
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  await server?.end('SIGTERM');
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

function api(index: number): Client {
  const { protocol, host } = new URL(server.origins[index] ?? '');
  return clientOf(host, { protocol: `${protocol}//` });
}

interface Answer {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

async function get(index: number, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const url = new URL(path, server.origins[index]);
  const sent = (url.protocol === 'https:' ? requestTls : request)(url, { headers, agent: false });
  const [answer] = await once(sent.end(), 'response');
  const body = (await answer.toArray()).join('');
  return { status: answer.statusCode, type: answer.headers['content-type'], body };
}

/** Sends raw bytes. @returns the response */
async function statusLine(index: number, bytes: string): Promise<string> {
  const { protocol, hostname, port } = new URL(server.origins[index] ?? '');
  const host = hostname.replace(/[[\]]/g, '');
  const socket = protocol === 'https:' ? connectTls({ host, port: Number(port) }) : connect(Number(port), host);
  socket.on('error', () => {});
  socket.write(bytes);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

async function accepts(origin: string): Promise<boolean> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname.replace(/[[\]]/g, ''));
  const open = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return open;
}

test('prints one line for each address', () => {
  expect(server.origins.map((origin) => origin.replace(/\d+$/, 'PORT'))).toEqual([
    'http://127.0.0.1:PORT',
    'https://127.0.0.1:PORT',
    'http://[::1]:PORT',
  ]);
  expect(server.log.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({
      msg: 'listening',
      addresses: server.origins,
      admin: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    }),
  );
});

test.each(kinds)('serves the API, the object store, operations and pages over %s', async (_, index) => {
  expect((await api(index).DescribeSubAppIds({})).SubAppIdInfoSet).toHaveLength(1);
  expect(await get(index, '/healthz')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  expect(await get(index, '/readyz')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  expect((await get(index, '/metrics')).status).toBe(404);
  const bucket = { host: 'cliploop-1500000000.cos.ap-guangzhou.myqcloud.com' };
  expect(await get(index, '/a.mp4', bucket)).toMatchObject({ status: 403, type: 'application/xml' });
  expect(await get(index, '/', { accept: 'text/html' })).toMatchObject({ status: 302 });
  for (const page of ['/console/', '/reference']) {
    const html = { status: 200, type: 'text/html; charset=utf-8', body: expect.stringContaining('<!doctype html>') };
    expect(await get(index, page)).toMatchObject(html);
  }
  const { status, body } = await get(index, '/', { accept: '*/*' });
  expect([status, JSON.parse(body).Response.Error.Code]).toEqual([200, expect.any(String)]);
});

test.each([
  ['a request line that is none', 'nonsense\r\n\r\n'],
  ['a body that is too large', `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 99999999\r\n\r\n`],
])('answers %s alike on every address', async (_, bytes) => {
  const answers = await Promise.all(kinds.map(([, index]) => statusLine(index, bytes)));
  const plain = answers.map((answer) => answer.replace(/date: .*|[0-9a-f]{8}-[0-9a-f-]{27}/gi, ''));
  expect(plain[0]).toMatch(/^HTTP\/1\.1 \d{3} /);
  expect(plain).toEqual([plain[0], plain[0], plain[0]]);
});

test('starts file links with the https address', async () => {
  const FileId = await server.addMedia(join(folder, 'clip.mp4'));
  const { MediaInfoSet: [media] = [] } = await api(0).DescribeMediaInfos({ FileIds: [FileId] });
  const { MediaUrl = '' } = media?.BasicInfo ?? {};
  expect(MediaUrl).toMatch(new RegExp(`^${server.origins[1]}/files/`));
  expect((await get(1, new URL(MediaUrl).pathname)).type).toBe('video/mp4');
});

test('ends PullEvents requests and closes all addresses when it stops', async () => {
  await api(0).ModifyEventConfig({ Mode: 'PULL' });
  const pulls = kinds.map(([, index]) =>
    api(index)
      .PullEvents({})
      .catch((error: Error) => error),
  );
  await Promise.all(kinds.map(([, index]) => get(index, '/readyz')));
  await server.end('SIGTERM');
  expect(await server.ended).toBe('ended with status 0');
  await Promise.all(pulls);
  expect(await Promise.all(server.origins.map(accepts))).toEqual([false, false, false]);
  await server.up();
});

test('closes all addresses when it cannot open one of them', async () => {
  const taken = createServer();
  await once(taken.listen(0, '127.0.0.1'), 'listening');
  const { port } = taken.address() as AddressInfo;
  const free = createServer();
  await once(free.listen(0, '127.0.0.1'), 'listening');
  const first = `http://127.0.0.1:${(free.address() as AddressInfo).port}`;
  await once(free.close(), 'close');
  const other = new ServerProcess(join(folder, 'other'), {
    ...env,
    CLIPLOOP_LISTEN: `${first},https://127.0.0.1:${port}`,
  });
  await expect(other.up()).rejects.toThrow(`ended with status 1:\n`);
  expect(other.log.at(-1)).toBe(
    `cliploop-server: Cannot listen on https://127.0.0.1:${port} (EADDRINUSE): the port is in use; stop the program that ` +
      'uses it, or choose another port (0 picks a free port)',
  );
  expect(await accepts(first)).toBe(false);
  expect(existsSync(other.data)).toBe(false);
  taken.close();
});
