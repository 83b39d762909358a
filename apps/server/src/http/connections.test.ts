import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { certificate } from '@cliploop/testing/certificate';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import type { Address } from '../config/address.js';
import { type CloseReason, type ConnectionOptions, Connections } from './connections.js';
import { type Listening, listen } from './listen.js';

const SIZE = 24 * 2 ** 20;
const pair = certificate('localhost');
const protocols = ['http', 'https'] as const;

let listening: Listening | undefined;
let closed: CloseReason[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  listening?.closeAllConnections();
  await listening?.close();
  listening = undefined;
});

function makeApp(): FastifyInstance {
  const app = Fastify() as unknown as FastifyInstance;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.get('/', async () => 'home');
  app.get('/large', async () => Buffer.alloc(SIZE, 'v'));
  app.get('/slow', async () => {
    await delay(1_500);
    return 'slow';
  });
  app.post('/', async ({ body }) => {
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) size += chunk.length;
    return String(size);
  });
  return app;
}

async function serve(options: Partial<ConnectionOptions>, protocol: Address['protocol'] = 'http'): Promise<number> {
  closed = [];
  const connections = new Connections({
    total: 100,
    interval: 50,
    ...options,
    onClosed: (reason) => closed.push(reason),
  });
  listening = await listen(makeApp(), [{ protocol, host: '127.0.0.1', port: 0 }], pair, connections);
  return listening.addresses[0]?.port ?? 0;
}

/** Opens a connection that reads nothing until it is told to. */
async function open(port: number, bytes: string, protocol: Address['protocol'] = 'http'): Promise<Socket> {
  const socket =
    protocol === 'http' ? connect(port, '127.0.0.1') : connectTls({ port, ca: pair.cert, servername: 'localhost' });
  sockets.push(socket);
  socket.on('error', () => {}).pause();
  await Promise.race([once(socket, protocol === 'http' ? 'connect' : 'secureConnect'), once(socket, 'close')]);
  socket.write(bytes);
  return socket;
}

async function read(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
const post = (size: number): string =>
  `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: a/b\r\nContent-Length: ${size}\r\n\r\n`;

describe.each(protocols)('over %s', (protocol) => {
  test('closes a connection whose client stops reading, or reads too slowly', async () => {
    const port = await serve({ minRate: 50_000_000, patience: 0.4 }, protocol);
    await open(port, get('/large'), protocol);
    await expect.poll(() => closed, { timeout: 10_000 }).toEqual(['slow']);
    const trickle = await open(port, get('/large'), protocol);
    const timer = setInterval(() => trickle.read(10), 20);
    await expect.poll(() => closed, { timeout: 10_000 }).toEqual(['slow', 'slow']);
    clearInterval(timer);
  });

  test('closes a connection whose client stops sending, or sends too slowly', async () => {
    const port = await serve({ minRate: 100_000, patience: 0.4 }, protocol);
    await open(port, `${post(1_000)}a`, protocol);
    await expect.poll(() => closed, { timeout: 10_000 }).toEqual(['slow']);
    const trickle = await open(port, post(1_000), protocol);
    const timer = setInterval(() => trickle.write('a'), 20);
    await expect.poll(() => closed, { timeout: 10_000 }).toEqual(['slow', 'slow']);
    clearInterval(timer);
  });

  // Other load on the machine can stop the client for longer than the limit, so that one good run of three is enough.
  test('keeps a client that sends and reads slowly, but faster than the minimum rate', { retry: 2 }, async () => {
    const port = await serve({ minRate: 5_000, patience: 0.8 }, protocol);
    const sender = await open(port, post(40_000), protocol);
    for (let sent = 0; sent < 40_000; sent += 1_000) {
      sender.write(Buffer.alloc(1_000));
      await delay(50);
    }
    expect(await read(sender)).toMatch(/40000$/);
    const reader = await open(port, get('/large'), protocol);
    let size = 0;
    for await (const chunk of reader) {
      size += chunk.length;
      if (size % 10 === 0) await delay(5);
    }
    expect(size).toBeGreaterThan(SIZE);
    expect(closed).toEqual([]);
  });

  test('does not count the time that the service itself takes', async () => {
    const port = await serve({ minRate: 1_000_000, patience: 0.3 }, protocol);
    expect(await read(await open(port, get('/slow'), protocol))).toMatch(/slow$/);
  });
});

test('closes the connections that have waited longest when there are too many', async () => {
  const port = await serve({ total: 10 });
  const first = await open(port, '');
  await delay(50);
  for (let index = 0; index < 30; index++) await open(port, '');
  expect(await read(await open(port, get('/')))).toMatch(/home$/);
  await expect.poll(() => first.resume().closed).toBe(true);
  expect(new Set(closed)).toEqual(new Set(['evicted']));
});

test('refuses a new connection when all others are being answered', async () => {
  const port = await serve({ total: 5 });
  const busy = [];
  for (let index = 0; index < 5; index++) busy.push(read(await open(port, get('/slow'))));
  await delay(100);
  expect(await read(await open(port, get('/'))).catch(() => '')).toBe('');
  expect(closed).toEqual(['refused']);
  for (const answer of await Promise.all(busy)) expect(answer).toMatch(/slow$/);
});

test('limits the connections of one address', async () => {
  const port = await serve({ perAddress: 3 });
  for (let index = 0; index < 9; index++) await open(port, '');
  await expect.poll(() => closed).toEqual(Array(6).fill('evicted'));
  expect(await read(await open(port, get('/')))).toMatch(/home$/);
});

test('limits the memory of headers that are not complete', async () => {
  const port = await serve({ headBytes: 200_000 });
  for (let index = 0; index < 20; index++) await open(port, `GET / HTTP/1.1\r\nX: ${'x'.repeat(30_000)}`);
  await expect.poll(() => closed.length, { timeout: 10_000 }).toBeGreaterThan(10);
  expect(await read(await open(port, get('/')))).toMatch(/home$/);
});

test('closes a connection that sends nothing before the TLS handshake is complete when room is needed', async () => {
  const port = await serve({ total: 5 }, 'https');
  for (let index = 0; index < 12; index++) await open(port, '', 'http');
  expect(await read(await open(port, get('/'), 'https'))).toMatch(/home$/);
});
