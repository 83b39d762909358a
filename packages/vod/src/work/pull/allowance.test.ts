import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFetcher, parseFetchAllow } from '@cliploop/fetch';
import { serveFolder, type Web } from '@cliploop/testing/web';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NoSpace } from '../../store/health/disk-space.js';
import { Allowance, type PullLimits } from './allowance.js';
import { fetchSource } from './source.js';

const MIB = 2 ** 20;
const fetcher = createFetcher({ allow: parseFetchAllow('127.0.0.1') });
let folder: string;
let web: Web;

/** Sends the same bytes without an end. */
const bytes = Buffer.alloc(MIB / 4, 0x47);
const endless: RequestListener = (_request, response) => {
  const more = (): void => {
    while (!response.destroyed && response.write(bytes));
    response.once('drain', more);
  };
  more();
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-allowance-'));
  const segments = '#EXTINF:1,\na.ts\n'.repeat(9);
  web = await serveFolder(folder, {
    '/a.ts': endless,
    '/list.m3u8': (_request, response) => response.end(`#EXTM3U\n${segments}#EXT-X-ENDLIST\n`),
    '/silent.ts': () => {},
  });
});
afterAll(async () => {
  await web?.close();
  await rm(folder, { recursive: true, force: true });
});

const allowance = (limits: PullLimits, stop = new AbortController().signal) => new Allowance(fetcher, limits, stop);

function pull(path: string, limits: PullLimits, stop?: AbortSignal): Promise<unknown> {
  const wanted = { url: `${web.origin}${path}`, name: '', type: '' };
  return fetchSource(wanted, folder, allowance(limits, stop), () => {}).catch((error: unknown) => error);
}

test.each([
  ['one file', '/a.ts', /larger than the limit of 201326592 bytes/],
  ['the segments of a playlist, together', '/list.m3u8', /^The source is larger than the limit of 201326592 bytes/],
])(
  'stops at the size limit without holding the bytes in memory: %s',
  async (_what, path, message) => {
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 10);
    const error = await pull(path, { size: 192 * MIB, time: 100 });
    clearInterval(watch);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
    expect((most - before) / MIB).toBeLessThan(120);
    // No downloaded segment is left in the folder.
    expect((await readdir(folder)).filter((name) => /^\d/.test(name))).toEqual([]);
  },
  120_000,
);

test('stops at the time limit, and when the caller aborts', async () => {
  expect(await pull('/silent.ts', { size: MIB, time: 0.2 })).toMatchObject({
    code: 'SourceFileError.DownloadNotAccessible',
    message: 'The download of the source took longer than the limit of 0.2 s',
  });
  const stop = new AbortController();
  const pulled = pull('/silent.ts', { size: MIB, time: 100 }, stop.signal);
  stop.abort();
  expect(await pulled).toMatchObject({ code: 'ABORTED' });
  expect(await pull('/silent.ts', { size: MIB, time: 100 }, AbortSignal.abort())).toMatchObject({ code: 'ABORTED' });
});

test('ends a download that would not leave the reserve free, at once if its size is announced', async () => {
  const full = new NoSpace('The disk of the service is full');
  let written = 0;
  const space = (room: number) => ({
    check: (bytes = 0) => {
      if (bytes > room) throw full;
    },
    hold: () => ({
      wrote: (bytes: number) => {
        written += bytes;
        if (written > room) throw full;
      },
      release: () => {},
    }),
  });
  const limits = { size: 1024 * MIB, time: 100 };
  const get = (room: number) => {
    written = 0;
    const wanted = { url: `${web.origin}/a.ts`, name: '', type: '' };
    const allowed = new Allowance(fetcher, limits, new AbortController().signal, undefined, space(room));
    return fetchSource(wanted, folder, allowed, () => {}).catch((error: unknown) => error);
  };
  expect(await get(4 * MIB)).toBe(full);
  expect(written).toBeLessThan(16 * MIB);
});
