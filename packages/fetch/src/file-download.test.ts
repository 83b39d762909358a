import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { breakAfter, ranges, rawServer, reply, serve, whole } from '@cliploop/testing/raw-server';
import { describe, expect, test, vi } from 'vitest';
import { parseFetchAllow } from './allow.js';
import { createFetcher } from './fetcher.js';
import { at, get, prepareDownloads } from './testing/downloads.js';
import { failure } from './testing/failure.js';

prepareDownloads();

describe('resuming a download', () => {
  const text = 'abcdefghij';

  test('continues where the connection broke', async () => {
    const { server, url } = await serve((socket, _, index) => {
      const headers = { ETag: '"v1"', 'Content-Length': 10 - index * 3 };
      if (index < 2) {
        const range = index === 0 ? {} : { 'Content-Range': `bytes ${index * 3}-9/10` };
        breakAfter(
          socket,
          reply(index === 0 ? 200 : 206, { ...headers, ...range }, text.slice(index * 3, index * 3 + 3)),
        );
      } else {
        socket.end(reply(206, { ...headers, 'Content-Range': 'bytes 6-9/10' }, text.slice(6)));
      }
    });
    const seen: number[] = [];
    const result = await get(url, { onProgress: ({ bytes }) => seen.push(bytes) });
    expect(result).toMatchObject({ bytes: 10, etag: '"v1"' });
    expect(await readFile(at.file, 'utf8')).toBe(text);
    expect(ranges(server)).toEqual([undefined, 'bytes=3-', 'bytes=6-']);
    expect(server.heads[1]).toContain('if-range: "v1"\r\n');
    expect(seen).toEqual([3, 6, 10]);
  });

  test('continues after an early end or a stall, with Last-Modified as the condition', async () => {
    const dated = { 'Last-Modified': 'Wed, 01 Jan 2025 00:00:00 GMT', Date: 'Wed, 01 Jan 2025 01:00:00 GMT' };
    const { server, url } = await serve((socket, _, index) => {
      if (index === 0) socket.end(reply(200, { ...dated, 'Content-Length': 10 }, 'abc'));
      if (index === 1)
        socket.write(reply(206, { ...dated, 'Content-Range': 'bytes 3-9/10', 'Content-Length': 7 }, 'def'));
      if (index === 2)
        socket.end(reply(206, { ...dated, 'Content-Range': 'bytes 6-9/10', 'Content-Length': 4 }, 'ghij'));
    });
    await get(url, { idleTimeoutMs: 600 });
    expect(await readFile(at.file, 'utf8')).toBe(text);
    expect(ranges(server)).toEqual([undefined, 'bytes=3-', 'bytes=6-']);
    expect(server.heads[2]).toContain(`if-range: ${dated['Last-Modified']}\r\n`);
  });

  test('looks up and checks the address in each attempt', async () => {
    const forbidden = await rawServer((socket) => socket.end(whole(200, 'secret')));
    const names: string[] = [];
    const closed = createFetcher({
      allow: parseFetchAllow('127.0.0.2'),
      resolve: async (name) => {
        names.push(name);
        return names.length < 2 ? ['127.0.0.2'] : ['127.0.0.1'];
      },
      timeouts: { retryDelayMs: 1 },
    });
    const front = await rawServer((socket) => breakAfter(socket, reply(200, { 'Content-Length': 9 }, 'abc')), {
      host: '127.0.0.2',
    });
    const url = `http://x.test:${front.port}/`;
    expect(await failure(closed.download(url, { to: at.file, maxBytes: 99 }))).toMatchObject({
      code: 'FORBIDDEN_ADDRESS',
    });
    expect([front.connections, forbidden.connections]).toEqual([1, 0]);
    expect(existsSync(at.file)).toBe(false);
  });

  test.each([
    ['the server ignores the range', { ETag: '"v1"' }, whole(200, 'XYZ', { ETag: '"v1"' }), 'XYZ', ['bytes=6-']],
    ['the file changed', { ETag: '"v1"' }, whole(200, 'XYZ', { ETag: '"v2"' }), 'XYZ', ['bytes=6-']],
    ['nothing identifies the file', {}, whole(200, 'XYZ'), 'XYZ', [undefined]],
    ['the tag is weak', { ETag: 'W/"v1"' }, whole(200, 'XYZ'), 'XYZ', [undefined]],
  ])('starts over when %s', async (_, headers, second, content, requested) => {
    const { server, url } = await serve((socket, _head, index) => {
      if (index > 0) return socket.end(second);
      return breakAfter(socket, reply(200, { ...headers, 'Content-Length': 10 }, 'abcdef'));
    });
    expect(await get(url)).toMatchObject({ bytes: content.length });
    expect(await readFile(at.file, 'utf8')).toBe(content);
    expect(ranges(server).slice(1)).toEqual(requested);
  });

  test.each([
    ['a wrong start', reply(206, { 'Content-Range': 'bytes 0-9/10', 'Content-Length': 10 }, text)],
    ['no range', reply(206, { 'Content-Length': 4 }, 'ghij')],
    ['several parts', reply(206, { 'Content-Type': 'multipart/byteranges; boundary=b' }, '--b')],
    ['another length', reply(206, { 'Content-Range': 'bytes 6-19/20' }, 'ghij')],
    ['another tag', reply(206, { 'Content-Range': 'bytes 6-9/10', ETag: '"v2"' }, 'ghij')],
    ['more than the rest', reply(206, { 'Content-Range': 'bytes 6-9/10' }, 'ghijklm')],
    ['416', reply(416, { 'Content-Range': 'bytes */5', 'Content-Length': 0 })],
  ])('requests the whole file after %s', async (_, second) => {
    const { server, url } = await serve((socket, _head, index) => {
      if (index === 0) return breakAfter(socket, reply(200, { ETag: '"v1"', 'Content-Length': 10 }, 'abcdef'));
      return socket.end(index === 1 ? second : whole(200, '0123456789'));
    });
    expect(await get(url)).toMatchObject({ bytes: 10 });
    expect(await readFile(at.file, 'utf8')).toBe('0123456789');
    expect(ranges(server)).toEqual([undefined, 'bytes=6-', undefined]);
  });

  test('fails with CHANGED when the file changes in every attempt', async () => {
    const { server, url } = await serve((socket, head, index) => {
      const tag = { ETag: `"v${index}"` };
      if (head.includes('range:'))
        return socket.end(reply(206, { ...tag, 'Content-Range': 'bytes 3-9/10' }, 'defghij'));
      return breakAfter(socket, reply(200, { ...tag, 'Content-Length': 10 }, 'abc'));
    });
    expect(await failure(get(`${url}/p?k=1`, { retries: 3 }))).toMatchObject({
      code: 'CHANGED',
      retryable: true,
      message: `${url}/p: the file changed during the download. Try again when it no longer changes.`,
    });
    expect(server.connections).toBe(4);
  });

  test('refuses a 206 that was not requested', async () => {
    const { url } = await serve((socket) => socket.end(reply(206, { 'Content-Range': 'bytes 0-4/10' }, 'hello')));
    expect(await failure(get(url))).toMatchObject({ code: 'BAD_STATUS', status: 206, retryable: false });
  });
});

describe('length of a download', () => {
  test('fails when every response is shorter than announced', async () => {
    const { server, url } = await serve((socket) => socket.end(reply(200, { 'Content-Length': 10 }, 'hello')));
    expect(await failure(get(`${url}/p?k=1`, { retries: 2 }))).toMatchObject({ code: 'BROKEN', retryable: true });
    expect(server.connections).toBe(3);
    expect(existsSync(at.file)).toBe(false);
  });

  test('ignores bytes after the announced length', async () => {
    for (const later of [false, true]) {
      const { url } = await serve((socket) => {
        socket.write(reply(200, { 'Content-Length': 5 }, later ? 'hello' : 'hello and more'));
        if (later) setTimeout(() => socket.end(' and more'), 5);
      });
      expect(await get(url, { retries: 0 })).toMatchObject({ bytes: 5 });
      expect(await readFile(at.file, 'utf8')).toBe('hello');
    }
  });

  test('continues after a range that is shorter than requested', async () => {
    const { server, url } = await serve((socket, _, index) => {
      const tag = { ETag: '"v1"' };
      if (index === 0) return breakAfter(socket, reply(200, { ...tag, 'Content-Length': 10 }, 'abc'));
      const range = index === 1 ? 'bytes 3-5/10' : 'bytes 6-9/10';
      const body = index === 1 ? 'def' : 'ghij';
      return socket.end(reply(206, { ...tag, 'Content-Range': range, 'Content-Length': body.length }, body));
    });
    await get(url);
    expect(await readFile(at.file, 'utf8')).toBe('abcdefghij');
    expect(ranges(server)).toEqual([undefined, 'bytes=3-', 'bytes=6-']);
  });

  test('fails with TOO_LARGE by the announced length, by the resumed one, or by the bytes received', async () => {
    const large = { code: 'TOO_LARGE', retryable: false };
    const announced = await serve((socket) => socket.write(reply(200, { 'Content-Length': 1e15 })));
    expect(await failure(get(`${announced.url}/p?k=1`, { maxBytes: 10 }))).toMatchObject({
      ...large,
      message: `${announced.url}/p: the body is larger than the limit of 10 bytes.`,
    });
    const chunked = { 'Transfer-Encoding': 'chunked', ETag: '"v1"' };
    const resumed = await serve((socket, _, index) => {
      if (index === 0) return breakAfter(socket, reply(200, chunked, '3\r\nabc\r\n'));
      return socket.write(reply(206, { ETag: '"v1"', 'Content-Range': 'bytes 3-98/99' }));
    });
    expect(await failure(get(resumed.url, { maxBytes: 10 }))).toMatchObject(large);
    const coming = await serve((socket) => socket.write(reply(200, {}, 'x'.repeat(11))));
    expect(await failure(get(coming.url, { maxBytes: 10 }))).toMatchObject(large);
    await vi.waitFor(() =>
      expect([announced, resumed, coming].map(({ server }) => server.open.size)).toEqual([0, 0, 0]),
    );
  });
});
