import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@cliploop/testing/client';
import { credential } from '@cliploop/testing/credential';
import { rawRequest } from '@cliploop/testing/raw-request';
import { ServerProcess } from '@cliploop/testing/service-process';
import { signed } from '@cliploop/testing/signed';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

/* Many clients that send a part of a large body and then stop. */

const MIB = 2 ** 20;
const patient = { timeout: 20_000 };

let folder: string;
let database: TestDatabase;
let server: ServerProcess;
let api: Client;
const sockets: Socket[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-bodies-'));
  database = await testDatabase();
  server = new ServerProcess(join(folder, 'data'), { DATABASE_URL: database.url });
  api = await server.up();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(async () => {
  await server?.end('SIGKILL');
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Memory of the service, bytes. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmRSS:\s*(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** Sends bytes on a new connection, and leaves it open. @returns what was answered so far */
async function sendHalf(head: string, body: Buffer): Promise<() => string> {
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
  let text = '';
  socket
    .on('error', () => {})
    .on('data', (chunk) => {
      text += chunk;
    });
  sockets.push(socket);
  await once(socket, 'connect');
  socket.write(head);
  socket.write(body);
  return () => text;
}

const lines = (...all: string[]): string => `${['POST / HTTP/1.1', 'Host: 127.0.0.1', ...all].join('\r\n')}\r\n\r\n`;
const announced = `Content-Length: ${10 * MIB}`;
const json = 'Content-Type: application/json';
const form = 'Content-Type: application/x-www-form-urlencoded';
const tc3 = (keys = credential): string[] =>
  Object.entries(signed('DescribeTasks', {}, 'json', keys).headers)
    .filter(([name]) => !['host', 'content-type'].includes(name))
    .map(([name, value]) => `${name}: ${value}`);

/** `size` bytes in chunks of one byte, of which each could need a buffer of its own. */
const tinyChunks = (size: number): Buffer => Buffer.alloc(size - (size % 6), '1\r\na\r\n');

const filler = Buffer.alloc(8 * MIB, 'a');
const floods: [what: string, head: string, body: Buffer, limit: number][] = [
  ['unsigned bodies', lines(json, announced), filler, 96],
  ['unsigned chunked bodies', lines(json, 'Transfer-Encoding: chunked'), tinyChunks(MIB), 96],
  [
    'bodies of an unknown key pair',
    lines(json, announced, ...tc3({ secretId: 'AKIDnobody', secretKey: 'a' })),
    filler,
    96,
  ],
  ['forms without a SecretId', lines(form, `Content-Length: ${MIB}`), filler.subarray(0, MIB - 1), 96],
  ['bodies for a path that does not exist', lines(json, announced).replace(' / ', ' /none '), filler, 96],
  [
    'bodies of client uploads',
    lines(json, 'Transfer-Encoding: chunked').replace(' / ', ' /v3/index.php?Action=ApplyUploadUGC '),
    tinyChunks(MIB),
    96,
  ],
  // The id of a key pair is not a secret.
  [
    'bodies with the id of a key pair and a wrong signature',
    lines(json, announced, ...tc3({ ...credential, secretKey: 'a' })),
    filler,
    300,
  ],
];

test.each(floods)('keeps its memory and answers signed requests during 60 half %s', async (_, head, body, limit) => {
  const before = await memory();
  await Promise.all(Array.from({ length: 60 }, () => sendHalf(head, body)));
  const large = 'x'.repeat(2 * MIB);
  // One answer proves that the service has read what was sent before.
  for (let round = 0; round < 10; round++) {
    expect((await api.DescribeSubAppIds({})).SubAppIdInfoSet).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect((await memory()) - before).toBeLessThan(limit * MIB);
  // A large signed body finds room, too.
  await expect(api.CreateSubAppId({ Name: large })).rejects.toMatchObject({ code: /^InvalidParameterValue/ });
});

test('answers a large unsigned body before the rest of it arrives', async () => {
  const answer = await sendHalf(lines(json, announced), filler.subarray(0, 100 * 1024));
  await expect.poll(answer, patient).toContain('AuthFailure.InvalidAuthorization');
});

test('answers a large body of an unknown key pair before the rest of it arrives', async () => {
  const unknown = tc3({ secretId: 'AKIDnobody', secretKey: 'a' });
  const answer = await sendHalf(lines(json, announced, ...unknown), filler.subarray(0, 100 * 1024));
  await expect.poll(answer, patient).toContain('AuthFailure.SecretIdNotFound');
});

test('asks for the body only of requests that it does not refuse', async () => {
  const put = `PUT /none HTTP/1.1\r\nHost: cliploop-1500000000.cos.ap-guangzhou.myqcloud.com\r\nExpect: 100-continue\r\n${announced}\r\n\r\n`;
  const refused = await sendHalf(put, Buffer.alloc(0));
  await expect.poll(refused, patient).toMatch(/^HTTP\/1\.1 403 /);
  const accepted = await sendHalf(lines(json, 'Content-Length: 2', 'Expect: 100-continue', ...tc3()), Buffer.alloc(0));
  await expect.poll(accepted, patient).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  sockets.at(-1)?.write('{}');
  await expect.poll(accepted, patient).toContain('"Response"');
});

test('verifies a large form whose SecretId is at its end', async () => {
  const { headers, body } = signed('CreateSubAppId', { Name: 'x'.repeat(500_000) }, 'form');
  const given = Object.entries({ ...headers, 'content-length': body.length }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const bytes = Buffer.concat([Buffer.from(`POST / HTTP/1.1\r\n${given.join('\r\n')}\r\n\r\n`), body]);
  const answer = await rawRequest(Number(new URL(server.origin).port), bytes);
  expect(answer.body).toContain('"InvalidParameterValue');
});
