import { readFile } from 'node:fs/promises';
import { breakAfter, ranges, reply, serve, whole } from '@cliploop/testing/raw-server';
import { expect, test } from 'vitest';
import { at, get, prepareDownloads } from './testing/downloads.js';
import { failure } from './testing/failure.js';

prepareDownloads();

const range = { offset: 3, length: 4 };
const part = (body: string, contentRange: string) => whole(206, body, { 'Content-Range': contentRange });

test('downloads a range of a file whose length is unknown', async () => {
  const { server, url } = await serve((socket) => socket.end(part('3456', 'bytes 3-6/*')));
  expect(await get(url, { range, maxBytes: 4 })).toMatchObject({ bytes: 4 });
  expect(await readFile(at.file, 'utf8')).toBe('3456');
  expect(ranges(server)).toEqual(['bytes=3-6']);
});

test('starts the range over when the connection breaks', async () => {
  const headers = { 'Content-Length': 4, 'Content-Range': 'bytes 3-6/9', ETag: '"1"' };
  const { server, url } = await serve((socket, _head, index) =>
    index === 0 ? breakAfter(socket, reply(206, headers, '34')) : socket.end(part('3456', 'bytes 3-6/9')),
  );
  await get(url, { range });
  expect(await readFile(at.file, 'utf8')).toBe('3456');
  expect(ranges(server)).toEqual(['bytes=3-6', 'bytes=3-6']);
});

test.each([
  ['the whole file', whole(200, '0123456789'), 'UNSUPPORTED', 'the server does not support range requests'],
  ['another range', part('2345', 'bytes 2-5/9'), 'BROKEN', 'a different range of the file than requested'],
  ['a shorter range', part('345', 'bytes 3-5/9'), 'BROKEN', 'a different range of the file than requested'],
  ['fewer bytes than announced', part('345', 'bytes 3-6/9'), 'BROKEN', 'the server sent 3 bytes, but announced 4'],
  ['status 416', whole(416), 'BAD_STATUS', 'status 416'],
])('refuses %s', async (_what, answer, code, message) => {
  const { url } = await serve((socket) => socket.end(answer));
  const error = await failure(get(url, { range, retries: 1 }));
  expect(error.code).toBe(code);
  expect(error.message).toContain(message);
});
