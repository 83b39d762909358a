import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@cliploop/testing/client';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

/* More connections than the process may open files, from clients that do nothing. */

const OPEN_FILES = 768;
const SIZE = 12 * 2 ** 20;

let folder: string;
let database: TestDatabase;
let server: ServerProcess;
let api: Client;
let path: string;
const sockets: Socket[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-connections-'));
  database = await testDatabase();
  const env = { DATABASE_URL: database.url, CLIPLOOP_LOG_LEVEL: 'info' };
  server = new ServerProcess(join(folder, 'data'), env, undefined, { openFiles: OPEN_FILES });
  api = await server.up();
  const key = `1/2/${'0'.repeat(32)}`;
  await mkdir(join(folder, 'data/media', key), { recursive: true });
  await writeFile(join(folder, 'data/media', key, 'large.mp4'), Buffer.alloc(SIZE, 'v'));
  path = `/files/${key}/large.mp4`;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await expect.poll(descriptors, { timeout: 10_000 }).toBeLessThan(100);
});
afterAll(async () => {
  await server?.end('SIGKILL');
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** The number of files and sockets that the service has open. */
async function descriptors(): Promise<number> {
  return (await readdir(`/proc/${server.pid}/fd`)).length;
}

/** Opens connections one after another and sends bytes on each. */
async function open(count: number, bytes: string): Promise<void> {
  for (let index = 0; index < count; index++) {
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
    socket.on('error', () => {}).pause();
    sockets.push(socket);
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
    if (bytes !== '') socket.write(bytes);
  }
}

/** CPU time of the service, s. */
async function cpuTime(): Promise<number> {
  const fields = (await readFile(`/proc/${server.pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Waits until the service has filled the buffers of all clients. */
async function idle(): Promise<void> {
  for (let before = await cpuTime(), used = 1; used > 0.05; ) {
    await delay(500);
    const now = await cpuTime();
    used = now - before;
    before = now;
  }
}

const get = `GET ${'PATH'} HTTP/1.1\r\nHost: a\r\n\r\n`;

test.each<[what: string, bytes: () => string]>([
  ['that send nothing', () => ''],
  ['that send a part of their headers', () => 'GET / HTTP/1.1\r\nHost: a\r\nX-A: '],
  ['that send a part of a body', () => 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nContent-Type: a/b\r\n\r\na'],
  ['that stop reading a file', () => get.replace('PATH', path)],
  ['that ask for a file many times at once and stop reading', () => get.replace('PATH', path).repeat(12)],
  ['that stay open after a response', () => get.replace('PATH', '/healthz')],
])(
  'answers others while there are more clients %s than it may open files',
  async (_, bytes) => {
    await open(2 * OPEN_FILES, bytes());
    await idle();
    // Clients count as stalled after 2 s.
    await delay(3_000);
    const ask = async (at: string, where: string): Promise<number> => {
      const response = await fetch(`${where}${at}`, {
        headers: { connection: 'close' },
        signal: AbortSignal.timeout(30_000),
      });
      return (await response.arrayBuffer()).byteLength;
    };
    expect(await ask(path, server.origin)).toBe(SIZE);
    expect(await ask('/readyz', server.origin)).toBe(15);
    expect((await api.DescribeSubAppIds({})).SubAppIdInfoSet).toHaveLength(1);
    expect(await descriptors()).toBeLessThan(OPEN_FILES - 50);
    expect(await ask('/readyz', server.admin)).toBe(15);
  },
  120_000,
);

test('keeps an honest client that reads slowly', async () => {
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
  sockets.push(socket);
  socket.write(get.replace('PATH', path).replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  let size = 0;
  // About 2 MB/s.
  for await (const chunk of socket) {
    size += chunk.length;
    await delay((chunk.length / 2e6) * 1000);
  }
  expect(size).toBeGreaterThan(SIZE);
}, 60_000);

test('logs each kind of closed connections once, and counts them', async () => {
  const metrics = await (await fetch(`${server.admin}/metrics`)).text();
  expect(metrics).toMatch(/cliploop_http_connections_closed_total\{reason="evicted"\} [1-9]/);
  const lines = server.log.filter(
    (line) => line.includes('closed connections of clients') && line.includes('"evicted"'),
  );
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length).toBeLessThan(5);
});
