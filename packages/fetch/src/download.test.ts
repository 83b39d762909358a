import { existsSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ranges, redirect, reply, serve, whole } from '@cliploop/testing/raw-server';
import { describe, expect, test, vi } from 'vitest';
import { createFetcher } from './fetcher.js';
import { at, get, prepareDownloads } from './testing/downloads.js';
import { failure } from './testing/failure.js';

prepareDownloads();

describe('download', () => {
  test('writes the file and returns its headers', async () => {
    const headers = { 'Content-Type': 'video/mp4', ETag: '"v1"' };
    const { server, url } = await serve((socket) => socket.end(whole(200, 'hello', headers)));
    const seen: unknown[] = [];
    const result = await get(`${url}/a.mp4?sign=1`, { onProgress: (progress) => seen.push(progress) });
    expect(result).toEqual({ bytes: 5, contentType: 'video/mp4', etag: '"v1"', url: `${url}/a.mp4?sign=1` });
    expect(await readFile(at.file, 'utf8')).toBe('hello');
    expect(seen.at(-1)).toEqual({ bytes: 5, total: 5 });
    expect(server.heads[0]).toContain('accept-encoding: identity\r\n');
    expect(ranges(server)).toEqual([undefined]);
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  test('reads a chunked body, one without a length, and an empty one', async () => {
    for (const [bytes, body] of [
      [reply(200, { 'Transfer-Encoding': 'chunked' }, '2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n'), 'hello'],
      [reply(200, { Connection: 'close' }, 'hello'), 'hello'],
      ['HTTP/1.0 200 OK\r\n\r\nhello', 'hello'],
      [whole(200), ''],
    ] as const) {
      const { url } = await serve((socket) => socket.end(bytes));
      expect(await get(url)).toMatchObject({ bytes: body.length, contentType: undefined, etag: undefined });
      expect(await readFile(at.file, 'utf8')).toBe(body);
    }
  });

  test('replaces the content of an open file, which stays open', async () => {
    await writeFile(at.file, 'something longer');
    const handle = await open(at.file, 'r+');
    const { url } = await serve((socket) => socket.end(whole(200, 'hello')));
    await get(url, { to: handle });
    await handle.write('!', 5);
    await handle.close();
    expect(await readFile(at.file, 'utf8')).toBe('hello!');
  });

  test('follows redirects', async () => {
    const { url } = await serve((socket, head) =>
      socket.end(head.startsWith('GET /to') ? whole(200, 'hello') : redirect('/to', 308)),
    );
    expect(await get(url)).toMatchObject({ bytes: 5, url: `${url}/to` });
    expect(await failure(get(url, { redirects: 0 }))).toMatchObject({ code: 'BAD_STATUS', status: 308 });
  });

  test('leaves no file behind after an error status', async () => {
    const { url } = await serve((socket) => socket.end(whole(404)));
    expect(await failure(get(`${url}/p?k=1`))).toMatchObject({
      code: 'BAD_STATUS',
      status: 404,
      retryable: false,
      message: `${url}/p: the server answered with status 404. Check the URL, and that the file can be read without signing in.`,
    });
    expect(existsSync(at.file)).toBe(false);
  });

  test('fails before connecting when the file cannot be created', async () => {
    const { server, url } = await serve((socket) => socket.end(whole(200)));
    await expect(get(url, { to: join(at.folder, 'no', 'such') })).rejects.toMatchObject({ code: 'ENOENT' });
    expect(server.connections).toBe(0);
  });

  test.each([
    ['http://127.0.0.1', 'FORBIDDEN_ADDRESS'],
    ['http://[::1]', 'FORBIDDEN_ADDRESS'],
    ['file:///etc/passwd', 'BAD_URL'],
  ])('refuses %s', async (url, code) => {
    const closed = createFetcher();
    expect(await failure(closed.download(url, { to: at.file, maxBytes: 10 }))).toMatchObject({ code });
    expect(existsSync(at.file)).toBe(false);
  });
});

describe('encodings of download', () => {
  test.each([
    { 'Content-Encoding': 'gzip' },
    { 'Content-Encoding': 'identity, br' },
    { 'Transfer-Encoding': 'gzip, chunked' },
  ])('refuses %j', async (headers) => {
    const { server, url } = await serve((socket) => socket.end(reply(200, headers, 'x')));
    expect(await failure(get(`${url}/p?k=1`))).toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(
        /\/p: the server sends the file with \S+ [\w, ]+, although the request excludes that\./,
      ),
    });
    expect(server.connections).toBe(1);
  });

  test('accepts identity', async () => {
    const { url } = await serve((socket) => socket.end(whole(200, 'hello', { 'Content-Encoding': 'Identity' })));
    expect(await get(url)).toMatchObject({ bytes: 5 });
  });
});

describe('signal of download', () => {
  test('aborts before the request, in the body and in a delay', async () => {
    const { server, url } = await serve((socket, head) =>
      head.startsWith('GET /busy')
        ? socket.end(whole(503, '', { 'Retry-After': 10 }))
        : socket.write(reply(200, {}, 'abc')),
    );
    expect(await failure(get(url, { signal: AbortSignal.abort() }))).toMatchObject({ code: 'ABORTED' });
    expect(server.connections).toBe(0);

    const body = new AbortController();
    const inBody = failure(get(`${url}/p?k=1`, { signal: body.signal, onProgress: () => body.abort() }));
    expect(await inBody).toMatchObject({ name: 'AbortError', message: `${url}/p: the request was aborted.` });

    const pause = new AbortController();
    const inPause = failure(get(`${url}/busy`, { signal: pause.signal }));
    await vi.waitFor(() => expect(server.heads).toHaveLength(2));
    await vi.waitFor(() => expect(server.open.size).toBe(0));
    pause.abort();
    expect(await inPause).toMatchObject({ code: 'ABORTED' });
    expect(existsSync(at.file)).toBe(false);
  });
});
