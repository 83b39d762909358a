import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createFetcher, parseFetchAllow } from '@cliploop/fetch';
import { serveFolder, type Web } from '@cliploop/testing/web';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Allowance } from './allowance.js';
import { fetchSource } from './source.js';

const fetcher = createFetcher({ allow: parseFetchAllow('127.0.0.1') });
let folder: string;
let web: Web;

/** Sends pieces at intervals, at most 100 of them. */
async function trickle(response: ServerResponse, piece: Buffer, ms: number): Promise<void> {
  for (let n = 0; n < 100 && !response.destroyed; n++) {
    response.write(piece);
    await delay(ms);
  }
  response.end();
}
const sending = (bytes: number, ms: number): RequestListener => {
  const piece = Buffer.alloc(bytes, 0x47);
  return (_request, response) => void trickle(response, piece, ms);
};
/** Answers after a delay. */
const late =
  (ms: number, answer: RequestListener): RequestListener =>
  async (request, response) => {
    await delay(ms);
    answer(request, response);
  };
const playlist = (count: number) => `#EXTM3U\n${'#EXTINF:1,\nsegment.ts\n'.repeat(count)}#EXT-X-ENDLIST\n`;
const packet = Buffer.alloc(188, 0x47);

let asked = 0;
const busyOnce: RequestListener = (_request, response) => {
  if (asked++ === 0) response.writeHead(503, { 'retry-after': '1' }).end();
  else response.end(packet);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-pace-'));
  web = await serveFolder(folder, {
    '/slow.mp4': sending(1, 50),
    '/steady.mp4': sending(200, 20),
    '/stalls.mp4': (_request, response) => void response.write(Buffer.alloc(300_000)),
    '/silent.mp4': () => {},
    '/headers.mp4': (request) => void request.socket.write('HTTP/1.1 200 OK\r\nX-Long: '),
    ...Object.fromEntries(
      Array.from({ length: 6 }, (_, n) => [
        `/redirect-${n}`,
        late(250, (_request, response) => response.writeHead(302, { location: `/redirect-${n + 1}` }).end()),
      ]),
    ),
    '/many.m3u8': (_request, response) => void response.end(playlist(1_000)),
    '/segment.ts': late(100, (_request, response) => response.end(packet)),
    '/busy.mp4': busyOnce,
  });
});
afterAll(async () => {
  await web?.close();
  await rm(folder, { recursive: true, force: true });
});

const pace = { minRate: 6_000, window: 0.6, samples: 12 };

async function pull(path: string): Promise<string> {
  const wanted = { url: `${web.origin}${path}?secret=fake`, name: '', type: '' };
  const allowance = new Allowance(fetcher, { size: 2 ** 30, time: 60, pace }, new AbortController().signal);
  const result = await fetchSource(wanted, folder, allowance, () => {}).catch((error: Error) => error);
  return result instanceof Error ? result.message : 'fetched';
}

test.each([
  ['a slow body', '/slow.mp4'],
  ['a body that stops', '/stalls.mp4'],
  ['no headers', '/silent.mp4'],
  ['headers that never end', '/headers.mp4'],
  ['slow redirects', '/redirect-0'],
  ['a playlist of many small segments', '/many.m3u8'],
])(
  'ends the download of a source that is too slow, and names it: %s',
  async (_what, path) => {
    const start = performance.now();
    const message = await pull(path);
    expect(message).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/[\w.-]+ sent \d+ bytes in 0\.6 s, less than the minimum of 6000 /,
    );
    expect(message).not.toContain('secret');
    expect(performance.now() - start).toBeLessThan(20_000);
  },
  30_000,
);

test('does not end a download that is fast enough', async () => {
  expect(await pull('/steady.mp4')).toBe('fetched');
});

test('does not count the time that a server asks to wait', async () => {
  expect(await pull('/busy.mp4')).toBe('fetched');
  expect(asked).toBe(2);
});
