import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Storage } from '@cliploop/vod';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Running, startService } from '../../support/service.ts';

const bytes = randomBytes(3_000_000);
const key = '1500000001/5123456789012345678/0123456789abcdef0123456789abcdef/v.f20001.webp';
let running: Running;
let folder: string;
let storage: Storage;
let url: string;
beforeAll(async () => {
  running = await startService();
  storage = running.service.media.storage;
  folder = await mkdtemp(join(tmpdir(), 'cliploop-files-'));
  await put(key, bytes);
  url = running.service.media.urlOf(key);
}, 60_000);
afterAll(async () => {
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

async function put(under: string, content: Buffer): Promise<void> {
  const file = join(folder, 'new');
  await writeFile(file, content);
  await storage.adopt(under, file);
}

const at = (path: string): string => `http://${running.endpoint}${path}`;
const ask = (headers: Record<string, string> = {}, method = 'GET') => fetch(url, { method, headers });
const body = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

async function etag(): Promise<string> {
  return (await ask({}, 'HEAD')).headers.get('etag') ?? '';
}

test('uses the public base URL in file links', () => {
  expect(url).toBe(at(`/files/${key}`));
});

test('serves the whole file with the headers for pages of other origins', async () => {
  const response = await ask();
  expect(response.status).toBe(200);
  expect((await body(response)).equals(bytes)).toBe(true);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'accept-ranges': 'bytes',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'Accept-Ranges, Content-Length, Content-Range, ETag',
    'cache-control': 'public, max-age=31536000, immutable',
    'content-length': '3000000',
    'content-type': 'image/webp',
    etag: expect.stringMatching(/^"[0-9a-f]+-2dc6c0"$/),
    'x-content-type-options': 'nosniff',
  });
});

test.each([
  ['clip.html', 'application/octet-stream'],
  ['clip.svg', 'application/octet-stream'],
  ['clip.xhtml', 'application/octet-stream'],
  ['clip.js', 'application/octet-stream'],
  ['clip.pdf', 'application/octet-stream'],
  ['clip', 'application/octet-stream'],
  ['clip.gif', 'image/gif'],
  ['clip.MP4', 'video/mp4'],
])('serves %s as %s, so that a browser runs nothing in it', async (name, type) => {
  const other = `1500000001/5123456789012345678/${randomBytes(16).toString('hex')}/${name}`;
  await put(other, Buffer.from('<!doctype html><script>alert(1)</script>'));
  const { headers } = await fetch(at(`/files/${other}`));
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
  });
});

test('answers HEAD with the same headers and no body', async () => {
  const response = await ask({ range: 'bytes=0-1' }, 'HEAD');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-length')).toBe('3000000');
  expect(response.headers.get('content-type')).toBe('image/webp');
  expect(await body(response)).toHaveLength(0);
});

test.each([
  ['bytes=0-0', 0, 0],
  ['bytes=1000-1999999', 1000, 1_999_999],
  ['bytes=2999990-', 2_999_990, 2_999_999],
  ['bytes=-10', 2_999_990, 2_999_999],
  ['bytes=0-99999999', 0, 2_999_999],
])('serves the range %s', async (range, start, end) => {
  const response = await ask({ range });
  expect(response.status).toBe(206);
  expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/3000000`);
  expect(response.headers.get('content-length')).toBe(String(end - start + 1));
  expect(response.headers.get('etag')).toBe(await etag());
  expect((await body(response)).equals(bytes.subarray(start, end + 1))).toBe(true);
});

test('refuses a range beyond the end', async () => {
  const response = await ask({ range: 'bytes=3000000-' });
  expect(response.status).toBe(416);
  expect(response.headers.get('content-range')).toBe('bytes */3000000');
  expect(response.headers.get('cache-control')).toBeNull();
  expect(await body(response)).toHaveLength(0);
});

test('serves the whole file for several or malformed ranges', async () => {
  for (const range of ['bytes=0-1,5-6', 'bytes=5-2', 'pages=1-2']) {
    const response = await ask({ range });
    expect(response.status).toBe(200);
    expect(await body(response)).toHaveLength(bytes.length);
  }
});

test('answers If-None-Match with 304, and If-Range with a part only for the same ETag', async () => {
  const tag = await etag();
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
    const response = await ask({ 'if-none-match': known, range: 'bytes=0-1' });
    expect(response.status).toBe(304);
    expect(response.headers.get('etag')).toBe(tag);
    expect(await body(response)).toHaveLength(0);
  }
  expect((await ask({ 'if-none-match': '"other"' }, 'HEAD')).status).toBe(200);
  const range = 'bytes=0-1';
  for (const [ifRange, status] of [
    [tag, 206],
    ['"other"', 200],
    [`W/${tag}`, 200],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 200],
  ] as const) {
    const response = await ask({ range, 'if-range': ifRange });
    expect([ifRange, response.status]).toEqual([ifRange, status]);
    await body(response);
  }
});

test('serves an empty file and one that browsers must not run', async () => {
  await put('1/5/ff/f0.svg', Buffer.alloc(0));
  const response = await fetch(at('/files/1/5/ff/f0.svg'));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect(response.headers.get('content-length')).toBe('0');
  expect(await body(response)).toHaveLength(0);
});

test.each([
  '/files/',
  '/files/1/5/ff/none.gif',
  '/files/1500000001',
  `/files/${key}/x`,
  `/files/${key}%00`,
  '/files/..%2F..%2Fkey',
  '/files/%2Fetc%2Fpasswd',
  '/files/.incoming/x',
  '/files/a%5Cb',
])('answers 404 for %s', async (path) => {
  const response = await fetch(at(path));
  expect(response.status).toBe(404);
  expect(response.headers.get('cache-control')).toBeNull();
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(await response.json()).toEqual({ error: expect.stringMatching(/^GET \/files\/.* not found;/) });
});

test('answers a CORS preflight', async () => {
  const response = await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://example.org' } });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS');
  expect(response.headers.get('access-control-allow-headers')).toBe('Range, If-Range, If-None-Match');
});

test('answers 404 for other methods', async () => {
  for (const method of ['PUT', 'POST', 'DELETE']) expect((await fetch(url, { method })).status).toBe(404);
});

describe('slow client', () => {
  /** Large enough that no buffer of the system holds it. */
  const large = 'large/f0.mp4';
  const size = 64 * 1024 * 1024;

  function begin(): Promise<[ClientRequest, IncomingMessage]> {
    return new Promise((resolve, reject) => {
      const request = get(at(`/files/${large}`), (response) => resolve([request, response]));
      request.on('error', reject);
    });
  }

  test('slows the reading down, and closes the file when it disconnects', async () => {
    await put(large, Buffer.alloc(size));
    const open = vi.spyOn(storage, 'open');
    const [request, response] = await begin();
    const opened = await open.mock.results[0]?.value;
    const read = (): number => opened.stream.bytesRead;
    await delay(500);
    const waiting = read();
    await delay(300);
    expect(read()).toBe(waiting);
    expect(waiting).toBeGreaterThan(0);
    expect(waiting).toBeLessThan(size / 2);
    const closed = once(opened.stream, 'close');
    request.on('error', () => {});
    response.on('error', () => {});
    request.destroy();
    await closed;
    open.mockRestore();
  });
});

test('answers 404 when the file disappears before it is read', async () => {
  const open = vi.spyOn(storage, 'open').mockResolvedValueOnce(undefined);
  const response = await ask({ range: 'bytes=0-1' });
  expect(response.status).toBe(404);
  expect(response.headers.get('etag')).toBeNull();
  expect(await response.json()).toHaveProperty('error');
  open.mockRestore();
});
