import { closeServers, reply, serve } from '@cliploop/testing/raw-server';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseFetchAllow } from './allow.js';
import { createFetcher } from './fetcher.js';
import { failure } from './testing/failure.js';

afterEach(closeServers);

const allow = parseFetchAllow('127.0.0.0/8');
const timeouts = { connectTimeoutMs: 5000, idleTimeoutMs: 5000, requestTimeoutMs: 5000 };
const { request } = createFetcher({ allow, timeouts, userAgent: 'cliploop-test' });
const impatient = createFetcher({ allow, timeouts: { ...timeouts, idleTimeoutMs: 300 } });

describe('request to a faulty server', () => {
  test('fails with TOO_LARGE for a body over the limit, announced or not', async () => {
    for (const headers of [{ 'Content-Length': 11 }, {}]) {
      const { server, url } = await serve((socket) => socket.end(reply(200, headers, 'x'.repeat(11))));
      expect(await failure(request(`${url}/p?k=1`, { maxBytes: 10 }))).toMatchObject({
        code: 'TOO_LARGE',
        message: `${url}/p: the body is larger than the limit of 10 bytes.`,
      });
      await vi.waitFor(() => expect(server.open.size).toBe(0));
    }
  });

  test('fails with TOO_LARGE for an endless body', async () => {
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

  test('rejects headers over 16 KiB', async () => {
    const { url } = await serve((socket) => socket.end(reply(200, { 'X-Long': 'x'.repeat(20_000) })));
    expect(await failure(request(url))).toMatchObject({
      code: 'TOO_LARGE',
      message: `${url}/: the headers of the response are larger than 16 KiB.`,
    });
  });

  test.each([
    ['a server that does not use HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', false],
    ['two lengths', reply(200, { 'Content-Length': '5, 6' }, 'hello'), false],
    [
      'a length together with chunks',
      reply(200, { 'Content-Length': 5, 'Transfer-Encoding': 'chunked' }, '0\r\n\r\n'),
      false,
    ],
    ['an empty response', '', true],
    ['incomplete headers', 'HTTP/1.1 200 OK\r\nX-', true],
    ['an incomplete body', reply(200, { 'Content-Length': 10 }, 'hello'), true],
    ['an incomplete chunk', reply(200, { 'Transfer-Encoding': 'chunked' }, 'a\r\nhello'), true],
    ['a switch of protocols', reply(101, { Upgrade: 'x', Connection: 'Upgrade' }), true],
  ])('fails with BROKEN for %s', async (_, bytes, retryable) => {
    const { server, url } = await serve((socket) => socket.end(bytes));
    const error = await failure(request(`${url}/p?k=1`));
    expect(error).toMatchObject({ code: 'BROKEN', retryable });
    expect(error.message).toMatch(
      retryable ? /\/p: the connection broke before the response/ : /\/p: .* valid HTTP \(HPE_\w+\)/,
    );
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  test.each([
    ['never answers', '', 'the server did not answer within 300 ms. Try again later.'],
    ['stops in the headers', 'HTTP/1.1 200 OK\r\n', 'the server did not answer within 300 ms. Try again later.'],
    [
      'stops in the body',
      reply(200, { 'Content-Length': 10 }, 'hello'),
      'the server sent no data for 300 ms. Try again later.',
    ],
  ])('fails with TIMEOUT when the server %s', async (_, bytes, what) => {
    const { server, url } = await serve((socket) => socket.write(bytes));
    expect(await failure(impatient.request(`${url}/p?k=1`))).toMatchObject({
      code: 'TIMEOUT',
      retryable: true,
      message: `${url}/p: ${what}`,
    });
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  test.each([
    ['in the headers', 'HTTP/1.1 200 OK\r\nX-', 'y'],
    ['in interim responses', '', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['in chunk extensions', reply(200, { 'Transfer-Encoding': 'chunked' }, '5;'), 'y'],
    ['in the body', reply(200), 'y'],
  ])('ends a slow response %s after the total time', async (_, first, drop) => {
    const { server, url } = await serve((socket) => {
      socket.write(first);
      const timer = setInterval(() => socket.write(drop), 5);
      socket.once('close', () => clearInterval(timer));
    });
    expect(await failure(request(`${url}/p?k=1`, { timeoutMs: 300 }))).toMatchObject({
      code: 'TIMEOUT',
      message: `${url}/p: the request took longer than the limit of 300 ms.`,
    });
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  test('fails with CONNECT when no server listens', async () => {
    const { server, url } = await serve((socket) => socket.end());
    await closeServers();
    expect(server.connections).toBe(0);
    expect(await failure(request(`${url}/p?k=1`))).toMatchObject({
      code: 'CONNECT',
      retryable: true,
      message: `${url}/p: cannot connect (ECONNREFUSED). Check the host and the port.`,
    });
  });
});
