import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { breakAfter, ranges, reply, type Script, serve, whole } from '@cliploop/testing/raw-server';
import { describe, expect, test, vi } from 'vitest';
import type { DownloadOptions } from './download.js';
import { at, get, prepareDownloads } from './testing/downloads.js';
import { failure } from './testing/failure.js';

prepareDownloads();

describe('time limits of download', () => {
  test('tries again after a stall, and fails with TIMEOUT in the end', async () => {
    const { server, url } = await serve((socket) => socket.write(reply(200, { 'Content-Length': 10 }, 'abc')));
    expect(await failure(get(`${url}/p?k=1`, { idleTimeoutMs: 200, retries: 2 }))).toMatchObject({
      code: 'TIMEOUT',
      message: `${url}/p: the server sent no data for 200 ms. Try again later.`,
    });
    expect(server.connections).toBe(3);
  });

  test('ends a slow body after the total time, without another attempt', async () => {
    const { server, url } = await serve(drip);
    expect(await failure(get(`${url}/p?k=1`, { totalTimeoutMs: 400 }))).toMatchObject({
      code: 'TIMEOUT',
      message: `${url}/p: the request took longer than the limit of 400 ms.`,
    });
    expect(server.connections).toBe(1);
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  test('ends a body below the minimum rate', async () => {
    const { server, url } = await serve(drip);
    expect(await failure(get(`${url}/p?k=1`, { minRate: 1e6, minRateWindowMs: 30, retries: 1 }))).toMatchObject({
      code: 'TIMEOUT',
      message: `${url}/p: the server sends less than 1000000 bytes per second. Try again later.`,
    });
    expect(server.connections).toBe(2);
    const slow = await serve((socket, head, index) => {
      drip(socket);
      void [head, index];
      setTimeout(() => socket.end(), 600);
    });
    // On a busy machine, too, one byte arrives within this window.
    expect((await get(slow.url, { minRate: 1, minRateWindowMs: 250 })).bytes).toBeGreaterThan(0);
  });

  function drip(socket: Socket): void {
    socket.write(reply(200, { Connection: 'close' }));
    const timer = setInterval(() => socket.writable && socket.write('x'), 5);
    socket.once('close', () => clearInterval(timer));
  }

  test('waits for Retry-After, up to a limit', async () => {
    const { server, url } = await serve((socket, _, index) =>
      socket.end(index < 2 ? whole(index === 0 ? 503 : 429, '', { 'Retry-After': 0 }) : whole(200, 'hello')),
    );
    expect(await get(url)).toMatchObject({ bytes: 5 });
    expect(server.connections).toBe(3);

    const patient = await serve((socket) => socket.end(whole(503, '', { 'Retry-After': 60 })));
    expect(await failure(get(patient.url))).toMatchObject({ code: 'BAD_STATUS', status: 503, retryAfterMs: 60_000 });
    expect(patient.server.connections).toBe(1);

    const failing = await serve((socket) => socket.end(whole(500)));
    expect(await failure(get(failing.url, { retries: 2 }))).toMatchObject({ code: 'BAD_STATUS', status: 500 });
    expect(failing.server.connections).toBe(3);
  });

  test('keeps the received bytes when the server is busy in between', async () => {
    const { server, url } = await serve((socket, _, index) => {
      if (index === 0) return breakAfter(socket, reply(200, { ETag: '"v"', 'Content-Length': 5 }, 'hel'));
      if (index === 1) return socket.end(whole(502));
      return socket.end(reply(206, { ETag: '"v"', 'Content-Range': 'bytes 3-4/5', 'Content-Length': 2 }, 'lo'));
    });
    await get(url);
    expect(await readFile(at.file, 'utf8')).toBe('hello');
    expect(ranges(server)).toEqual([undefined, 'bytes=3-', 'bytes=3-']);
  });
});

describe('memory of download', () => {
  const block = Buffer.alloc(1 << 20, 7);

  /** Sends `blocks` MiB as fast as the client reads them, and counts the written bytes. */
  function flood(blocks: number): { script: Script; sent: () => number } {
    let sent = 0;
    const script: Script = (socket) => {
      socket.write(reply(200, { 'Content-Length': blocks * block.length }));
      const more = () => {
        while (sent < blocks && !socket.destroyed) {
          sent++;
          if (!socket.write(block)) return void socket.once('drain', more);
        }
      };
      more();
    };
    return { script, sent: () => sent * block.length };
  }

  test('stays small for a body of 200 MB', { timeout: 60_000 }, async () => {
    const { script } = flood(200);
    const { url } = await serve(script);
    const before = process.memoryUsage().rss;
    let most = 0;
    const onProgress = () => {
      most = Math.max(most, process.memoryUsage.rss());
    };
    expect((await get(url, { maxBytes: 1e9, onProgress })).bytes).toBe(200 * block.length);
    expect(most - before).toBeLessThan(120e6);
  });

  test('stays small when the disk is slower than the server', { timeout: 60_000 }, async () => {
    const { script, sent } = flood(48);
    const { url } = await serve(script);
    let written = 0;
    let ahead = 0;
    let disk = Promise.resolve();
    const slow = {
      truncate: async () => {},
      async write(_bytes: Buffer, _offset: number, length: number) {
        // One write at a time.
        disk = disk.then(() => new Promise((resolve) => setTimeout(resolve, 1)));
        await disk;
        ahead = Math.max(ahead, sent() - written);
        written += length;
        return { bytesWritten: length };
      },
    };
    const to = slow as unknown as DownloadOptions['to'];
    expect((await get(url, { to, maxBytes: 1e9 })).bytes).toBe(48 * block.length);
    // Bytes that the kernel buffers between two sockets, not bytes in our memory.
    expect(ahead).toBeLessThan(24e6);
  });

  test('stays small for an endless body, which ends at the limit', async () => {
    const { script } = flood(Number.POSITIVE_INFINITY);
    const { server, url } = await serve((socket, head, index) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      script(socket, head, index);
    });
    expect(await failure(get(url, { maxBytes: 3e6 }))).toMatchObject({ code: 'TOO_LARGE' });
    expect(server.connections).toBe(1);
    expect(existsSync(at.file)).toBe(false);
  });
});
