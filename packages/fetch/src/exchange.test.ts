import { closeServers, reply, serve } from '@cliploop/testing/raw-server';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseFetchAllow } from './allow.js';
import { createFetcher } from './fetcher.js';
import { failure } from './testing/failure.js';

afterEach(closeServers);

const allow = parseFetchAllow('127.0.0.0/8');
const timeouts = { connectTimeoutMs: 5000, idleTimeoutMs: 5000, requestTimeoutMs: 5000 };
const { request } = createFetcher({ allow, timeouts, userAgent: 'cliploop-test' });
const hasty = createFetcher({ allow, timeouts: { ...timeouts, idleTimeoutMs: 300 } });

describe('servers that misbehave', () => {
  test('a body over the limit, announced or not', async () => {
    for (const headers of [{ 'Content-Length': 11 }, {}]) {
      const { server, url } = await serve((socket) => socket.end(reply(200, headers, 'x'.repeat(11))));
      expect(await failure(request(`${url}/p?k=1`, { maxBytes: 10 }))).toMatchObject({
        code: 'TOO_LARGE',
        message: `${url}/p: the body is larger than the 10 bytes that are allowed.`,
      });
      await vi.waitFor(() => expect(server.open.size).toBe(0));
    }
  });

  test('a body without end', async () => {
    const { url } = await serve((socket) => {
      socket.write(reply(200));
      const more = () => {
        while (!socket.destroyed && socket.write('x'.repeat(65536)));
      };
      socket.on('drain', more);
      more();
    });
    expect(await failure(request(url))).toMatchObject({ code: 'TOO_LARGE' });
  });

  test('a head that is too large', async () => {
    const { url } = await serve((socket) => socket.end(reply(200, { 'X-Long': 'x'.repeat(20_000) })));
    expect(await failure(request(url))).toMatchObject({
      code: 'TOO_LARGE',
      message: `${url}/: the head of the answer is larger than 16 KiB, which is refused.`,
    });
  });

  test.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', false],
    ['two lengths', reply(200, { 'Content-Length': '5, 6' }, 'hello'), false],
    ['a length and chunks', reply(200, { 'Content-Length': 5, 'Transfer-Encoding': 'chunked' }, '0\r\n\r\n'), false],
    ['nothing', '', true],
    ['half a head', 'HTTP/1.1 200 OK\r\nX-', true],
    ['too little', reply(200, { 'Content-Length': 10 }, 'hello'), true],
    ['half a chunk', reply(200, { 'Transfer-Encoding': 'chunked' }, 'a\r\nhello'), true],
    ['a switch of protocols', reply(101, { Upgrade: 'x', Connection: 'Upgrade' }), true],
  ])('%s', async (_, bytes, retryable) => {
    const { server, url } = await serve((socket) => socket.end(bytes));
    const error = await failure(request(`${url}/p?k=1`));
    expect(error).toMatchObject({ code: 'BROKEN', retryable });
    expect(error.message).toMatch(retryable ? /\/p: the connection broke before/ : /\/p: .* valid HTTP \(HPE_\w+\)/);
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  test.each([
    ['never answers', '', 'the server has not answered within 300 ms. Try again later.'],
    ['stops in the head', 'HTTP/1.1 200 OK\r\n', 'the server has not answered within 300 ms. Try again later.'],
    [
      'stops in the body',
      reply(200, { 'Content-Length': 10 }, 'hello'),
      'the server has sent nothing for 300 ms in the middle of the body.',
    ],
  ])('%s', async (_, bytes, what) => {
    const { server, url } = await serve((socket) => socket.write(bytes));
    expect(await failure(hasty.request(`${url}/p?k=1`))).toMatchObject({
      code: 'TIMEOUT',
      retryable: true,
      message: `${url}/p: ${what}`,
    });
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  test.each([
    ['in the head', 'HTTP/1.1 200 OK\r\nX-', 'y'],
    ['in interim answers', '', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['in chunk extensions', reply(200, { 'Transfer-Encoding': 'chunked' }, '5;'), 'y'],
    ['in the body', reply(200), 'y'],
  ])('a drip %s ends with the time for all of it', async (_, first, drop) => {
    const { server, url } = await serve((socket) => {
      socket.write(first);
      const timer = setInterval(() => socket.write(drop), 5);
      socket.once('close', () => clearInterval(timer));
    });
    expect(await failure(request(`${url}/p?k=1`, { timeoutMs: 300 }))).toMatchObject({
      code: 'TIMEOUT',
      message: `${url}/p: the request took longer than the 300 ms it may take.`,
    });
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  test('nobody listens', async () => {
    const { server, url } = await serve((socket) => socket.end());
    await closeServers();
    expect(server.connections).toBe(0);
    expect(await failure(request(`${url}/p?k=1`))).toMatchObject({
      code: 'CONNECT',
      retryable: true,
      message: `${url}/p: no connection could be made (ECONNREFUSED). Check host and port.`,
    });
  });
});
