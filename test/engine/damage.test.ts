import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { plan, stills } from '@cliploop/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { codecs, numbered } from '../fixtures/numbered.ts';
import { animate } from '../support/engine.ts';
import { output } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';

/** Numbers from 0 to 1 that depend only on the seed. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Writes a copy of the file with `count` damaged places after the first `keep` bytes. */
function damaged(input: string, seed: number, count: number, keep = 4096): string {
  const bytes = readFileSync(input);
  const next = random(seed);
  for (let i = 0; i < count; i++) {
    const at = keep + Math.floor(next() * (bytes.length - 2 * keep));
    const length = next() < 0.5 ? 1 : 1 + Math.floor(next() * 200);
    for (let k = 0; k < length; k++) bytes[at + k] = Math.floor(next() * 256);
  }
  const path = join(tempDir(), `damaged${extname(input)}`);
  writeFileSync(path, bytes);
  return path;
}

const sources: Record<string, { container: string; args: string[] }> = {
  'H.264': { container: 'mp4', args: codecs.h264(25) },
  'H.264 with slices and open groups': {
    container: 'ts',
    args: [...codecs.h264(25, 3), '-x264-params', 'slices=4:open-gop=1'],
  },
  HEVC: { container: 'mp4', args: codecs.hevc(25) },
  'HEVC with frames that refer to later ones': {
    container: 'mp4',
    args: ['-c:v', 'libx265', '-preset', 'medium', '-crf', '22', '-g', '25', '-x265-params', 'log-level=error'],
  },
  'MPEG-4': { container: 'avi', args: [...codecs.mpeg4(25), '-bf', '2'] },
  'MPEG-2': { container: 'ts', args: codecs.mpeg2(25) },
  VP9: { container: 'webm', args: codecs.vp9(25) },
  VP8: { container: 'webm', args: codecs.vp8(25) },
  AV1: { container: 'mkv', args: ['-c:v', 'libsvtav1', '-preset', '10', '-g', '25'] },
};

const sourceOf = (name: string, frames = 100): Promise<string> => {
  const { container = '', args = [] } = sources[name] ?? {};
  return numbered(`damage-${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}`, { container, rate: '25', frames, args });
};

/** Where the packets of the video are in the file. */
async function packets(input: string): Promise<{ at: number; size: number }[]> {
  const args = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pos,size', '-of', 'json', input];
  const { packets } = JSON.parse((await output('ffprobe', args)).toString()) as {
    packets: { pos: string; size: string }[];
  };
  return packets.map(({ pos, size }) => ({ at: Number(pos), size: Number(size) }));
}

/** Takes a third of the time of GIF. */
const webp = { format: 'webp', quality: 95, effort: 0 } as const;

/** What a job gives, as one line. */
async function outcome(input: string, threads: number, start = 0): Promise<string> {
  try {
    const { md5, warnings } = await animate({ input, threads, start, fps: 25, width: 80, ...webp });
    return `${md5} ${JSON.stringify(warnings)}`;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code} ${message}`;
  }
}

describe.each(Object.keys(sources))('damaged %s', (name) => {
  test('looks the same with any number of threads and on every run', { timeout: 120_000 }, async () => {
    const source = await sourceOf(name);
    let warned = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const input = damaged(source, seed, seed % 2 === 0 ? 2 : 12);
      const start = seed > 4 ? 0 : 2.3;
      const outcomes = new Set<string>();
      for (const threads of [1, 2, 4, 16, 16]) outcomes.add(await outcome(input, threads, start));
      expect([...outcomes], `seed ${seed}, start ${start}`).toHaveLength(1);
      if ([...outcomes][0]?.includes('DECODE_ERRORS')) warned++;
    }
    if (name.startsWith('H.264')) expect(warned).toBeGreaterThan(2);
  });
});

test('counts the packets of MPEG-2 that have no picture', async () => {
  const input = await numbered('mpeg2-trash', { container: 'mp4', rate: '25', frames: 50, args: codecs.mpeg2(25) });
  const bytes = readFileSync(input);
  const sizes = await packets(input);
  const write = (some: (index: number) => boolean, kept = 0): string => {
    const made = Buffer.from(bytes);
    for (const [index, { at, size }] of sizes.entries()) if (some(index)) made.fill(0x55, at + kept, at + size);
    const path = join(tempDir(), 'trash-mpeg2.mp4');
    writeFileSync(path, made);
    return path;
  };
  const { warnings } = await animate({ input: write((index) => [12, 13, 31].includes(index)) });
  expect(warnings.find(({ code }) => code === 'DECODE_ERRORS')?.data).toEqual({ errors: 3 });
  const pictures = await stills({ input: write((index) => [12, 13, 31].includes(index)), every: 1, width: 16 });
  expect(pictures.warnings.find(({ code }) => code === 'DECODE_ERRORS')?.data).toEqual({ errors: 3 });
  // The header of the picture is there, but no part of it.
  const headers = await animate({ input: write((index) => [14, 16, 31].includes(index), 20) });
  expect(headers.warnings.find(({ code }) => code === 'DECODE_ERRORS')?.data).toEqual({ errors: 3 });
  await expect(animate({ input: write((index) => index % 5 !== 0) })).rejects.toMatchObject({
    code: 'DECODE_FAILED',
    message: expect.stringMatching(/: \d+ of 50 packets of the segment are damaged$/),
  });
});

test.each(['hevc', 'prores'])('says of how many packets of %s no frame could be decoded', async (codec) => {
  const args = codec === 'hevc' ? codecs.hevc(25) : ['-c:v', 'prores_ks', '-pix_fmt', 'yuv422p10le'];
  const input = await numbered(`trash-${codec}`, { container: 'mov', rate: '25', frames: 20, args });
  const bytes = readFileSync(input);
  for (const { at, size } of await packets(input)) bytes.fill(0x55, at, at + size);
  const path = join(tempDir(), `trash-${codec}.mov`);
  writeFileSync(path, bytes);
  await expect(animate({ input: path })).rejects.toMatchObject({
    code: 'DECODE_FAILED',
    message: expect.stringContaining(`no frame of the ${codec} video could be decoded from its 20 packets`),
  });
});

test('gives the same result in 20 runs', { timeout: 120_000 }, async () => {
  const input = damaged(await sourceOf('H.264'), 77, 12);
  const outcomes = new Set<string>();
  for (let run = 0; run < 20; run++) outcomes.add(await outcome(input, 16));
  expect(outcomes.size).toBe(1);
  expect([...outcomes][0]).toContain('DECODE_ERRORS');
});

/** Writes a video of 4 s whose packets are random bytes from this share of the file on. */
async function trashed(from: number): Promise<string> {
  const input = await numbered('trash', { container: 'mp4', rate: '25', frames: 100, args: codecs.h264(25) });
  const bytes = readFileSync(input);
  const next = random(5);
  const begin = bytes.indexOf('mdat') + 4;
  const end = bytes.lastIndexOf('moov') > begin ? bytes.lastIndexOf('moov') - 4 : bytes.length;
  for (let at = Math.floor(begin + from * (end - begin)); at < end; at++) bytes[at] = Math.floor(next() * 256);
  const path = join(tempDir(), `trash-${from}.mp4`);
  writeFileSync(path, bytes);
  return path;
}

test('fails when most of the segment is damaged, and says how much', async () => {
  const path = await trashed(0.5);
  expect(await animate({ input: path, duration: 1 })).toMatchObject({ duration: 1, warnings: [] });
  const error: unknown = await animate({ input: path, start: 3 }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'DECODE_FAILED',
    message: expect.stringMatching(/: \d+ of \d+ packets of the segment are damaged$/),
  });
  await expect(stills({ input: path, start: 3, interval: 0.2 })).rejects.toMatchObject({ code: 'DECODE_FAILED' });
});

// plan() decodes only parts of the segment, and sees damage only there.
test('fails to plan when the parts that are decoded are damaged', async () => {
  const path = await trashed(0);
  await expect(animate({ input: path })).rejects.toMatchObject({ code: 'DECODE_FAILED' });
  await expect(plan({ input: path })).rejects.toMatchObject({ code: 'DECODE_FAILED' });
});

test('plans when less than half of the segment is damaged', async () => {
  const path = await trashed(0.7);
  expect((await animate({ input: path })).warnings).toContainEqual(expect.objectContaining({ code: 'DECODE_ERRORS' }));
  expect((await plan({ input: path })).frames).toBeGreaterThan(50);
});

test('accepts damage late in a long file without decoding it from its start', { timeout: 120_000 }, async () => {
  const frames = 1000;
  const input = await numbered('long-damage', { container: 'ts', rate: '25', frames, args: codecs.h264(25) });
  const bytes = readFileSync(input);
  // The segment begins at 36 s: three damaged places around it, one of them in its first key frame.
  for (const share of [0.9, 0.905, 0.92]) {
    const at = Math.floor(bytes.length * share);
    bytes.fill(0x5a, at, at + 120);
  }
  const server = createServer((request, response) => {
    const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
    const end = to === '' ? bytes.length : Math.min(bytes.length, Number(to) + 1);
    const body = bytes.subarray(Number(from), end);
    response.writeHead(206, {
      'content-type': 'video/mp2t',
      etag: '"1"',
      'content-range': `bytes ${from}-${end - 1}/${bytes.length}`,
      'content-length': body.length,
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  const path = join(tempDir(), 'long.ts');
  writeFileSync(path, bytes);
  const options = { start: 36, duration: 2, fps: 25, width: 80 };
  const result = await animate({ input: path, ...options });
  const codes = result.warnings.map(({ code }) => code);
  expect(codes).toContain('DECODE_ERRORS');
  expect(codes).not.toContain('SEEK_FALLBACK');
  expect(result.duration).toBe(2);
  const port = (server.address() as AddressInfo).port;
  const remote = await animate({ input: `http://127.0.0.1:${port}/long.ts`, ...options });
  expect(remote.md5).toBe(result.md5);
});
