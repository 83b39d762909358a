import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { animate, probe } from '@cliploop/core';
import { createFetcher, parseFetchAllow } from '@cliploop/fetch';
import { serveFolder, type Web } from '@cliploop/testing/web';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Allowance } from '../allowance.js';
import { fetchSource, type Source } from '../source.js';

/* Playlists that ffmpeg makes of one clip without encoding it again: the joined file must have the same frames as the clip. */

const fetcher = createFetcher({ allow: parseFetchAllow('127.0.0.1') });
const key = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
let folder: string;
let web: Web;
let work: string;

const ffmpeg = (...args: string[]) =>
  promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], { cwd: folder });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-hls-'));
  const video = 'testsrc2=size=160x120:rate=25:duration=6';
  await ffmpeg(
    ...['-f', 'lavfi', '-i', video, '-f', 'lavfi', '-i', 'sine=frequency=440:duration=6'],
    ...['-pix_fmt', 'yuv420p', '-g', '25', '-sc_threshold', '0', 'clip.mp4'],
  );
  await writeFile(join(folder, 'aes.key'), key);
  await writeFile(join(folder, 'key-info'), `aes.key\n${join(folder, 'aes.key')}\n`);
  await writeFile(join(folder, 'iv-info'), `aes.key\n${join(folder, 'aes.key')}\n${'5a'.repeat(16)}\n`);
  const hls = ['-i', 'clip.mp4', '-c', 'copy', '-f', 'hls', '-hls_time', '1', '-hls_playlist_type', 'vod'];
  const fmp4 = ['-hls_segment_type', 'fmp4'];
  await ffmpeg(...hls, '-hls_segment_filename', 'ts-%d.ts', 'ts.m3u8');
  await ffmpeg(
    ...hls,
    '-start_number',
    '7',
    '-hls_key_info_file',
    'key-info',
    '-hls_segment_filename',
    'key-%d.ts',
    'key.m3u8',
  );
  await ffmpeg(...hls, '-hls_key_info_file', 'iv-info', '-hls_segment_filename', 'iv-%d.ts', 'iv.m3u8');
  await ffmpeg(
    ...hls,
    ...fmp4,
    '-hls_fmp4_init_filename',
    'init.mp4',
    '-hls_segment_filename',
    'f-%d.m4s',
    'fmp4.m3u8',
  );
  await ffmpeg(...hls, '-hls_flags', 'single_file', '-hls_segment_filename', 'single.ts', 'ranges.m3u8');
  await ffmpeg(...hls, ...fmp4, '-hls_flags', 'single_file', '-hls_segment_filename', 'single.m4s', 'fmp4-ranges.m3u8');
  // Three parts of the clip whose timestamps all start at the same value.
  for (const [name, start, length] of [
    ['a', 0, 1],
    ['b', 1, 2],
    ['c', 3, 3],
  ] as const) {
    await ffmpeg(
      '-ss',
      String(start),
      '-t',
      String(length),
      '-i',
      'clip.mp4',
      '-g',
      '25',
      '-bf',
      '2',
      '-c:v',
      'libx264',
      '-qp',
      '0',
      `part-${name}.ts`,
    );
  }
  await writeFile(
    join(folder, 'jumps.m3u8'),
    [
      ...['#EXTM3U', '#EXT-X-TARGETDURATION:3', '#EXTINF:1.0,', 'part-a.ts', '#EXT-X-DISCONTINUITY', '#EXTINF:2.0,'],
      ...['part-b.ts', '#EXT-X-DISCONTINUITY', '#EXTINF:3.0,', 'part-c.ts', '#EXT-X-ENDLIST', ''],
    ].join('\n'),
  );
  await writeFile(
    join(folder, 'master.m3u8'),
    [
      ...['#EXTM3U', '#EXT-X-STREAM-INF:BANDWIDTH=1000', 'nothing.m3u8', '#EXT-X-STREAM-INF:BANDWIDTH=3000'],
      ...['ts.m3u8?token=secret', '#EXT-X-STREAM-INF:BANDWIDTH=2000', 'nothing.m3u8', ''],
    ].join('\n'),
  );
  web = await serveFolder(folder, {
    '/moved/by': (_request, response) => response.writeHead(302, { location: '/ts.m3u8' }).end(),
    '/plain': async (_request, response) => response.end(await readFile(join(folder, 'ts.m3u8'))),
  });
}, 60_000);
afterAll(async () => {
  await web?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  work = await mkdtemp(join(folder, 'work-'));
});

function pull(path: string, { type = '', size = 1e7 } = {}): Promise<Source> {
  const allowance = new Allowance(fetcher, { size, time: 60 }, new AbortController().signal);
  return fetchSource({ url: `${web.origin}${path}`, name: '', type }, work, allowance, () => {});
}

/** One second as a GIF: the same frames give the same bytes. */
async function oneSecond(input: string, start: number): Promise<Uint8Array> {
  const { data } = await animate({ input, start, end: start + 1, format: 'gif', fps: 10 });
  return data;
}

describe('joinPlaylist', () => {
  test.each([
    ['MPEG-TS segments', '/ts.m3u8', 'ts'],
    ['encrypted segments with the sequence number as IV', '/key.m3u8', 'ts'],
    ['encrypted segments with an IV', '/iv.m3u8', 'ts'],
    ['byte ranges of one file', '/ranges.m3u8', 'ts'],
    ['fragmented MP4', '/fmp4.m3u8', 'mp4'],
    ['byte ranges of one MP4', '/fmp4-ranges.m3u8', 'mp4'],
    ['the best variant of a master playlist', '/master.m3u8', 'ts'],
    ['a playlist behind a redirect', '/moved/by', 'ts'],
    ['a playlist without an extension and a type', '/plain', 'ts'],
  ])('joins %s', async (_what, path, type) => {
    const { file, ...source } = await pull(path);
    expect(source.type).toBe(type);
    const { duration } = await probe(file);
    expect(duration).toBeCloseTo(6, 0);
    expect(await oneSecond(file, 3.2)).toEqual(await oneSecond(join(folder, 'clip.mp4'), 3.2));
    expect((await readdir(work)).filter((name) => /^\d/.test(name))).toEqual([]);
  });
});

test('makes timestamps continuous over discontinuities', async () => {
  const { file } = await pull('/jumps.m3u8');
  expect((await probe(file)).duration).toBeCloseTo(6, 0);
  // Frames of the second and of the third part, which are lossless.
  for (const start of [1.2, 3.2])
    expect(await oneSecond(file, start)).toEqual(await oneSecond(join(folder, 'clip.mp4'), start));
});
