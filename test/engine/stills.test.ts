import { createReadStream, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StillsResult, stills } from '@cliploop/core';
import { fileOutput } from '@cliploop/core/sandbox';
import { stillsResultSchema } from '@cliploop/core/schema';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mismatches } from '../../packages/core/src/testing/mismatches.ts';
import { readNumber } from '../fixtures/number-picture.ts';
import { numbered, plainClip } from '../fixtures/numbered.ts';
import { numberedSources } from '../fixtures/numbered-sources.ts';
import { fraction, framesOnScreen, type Timeline, timeline } from '../fixtures/timeline.ts';
import { psnr } from '../oracle/compare.ts';
import { pixelsAt } from '../oracle/reference.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { countedFile } from '../support/counted-file.ts';
import { expectRefusal, make } from '../support/engine.ts';
import { root } from '../support/paths.ts';
import { run } from '../support/run.ts';

const coreDist = join(root, 'packages/core/dist');
const folder = mkdtempSync(join(tmpdir(), 'cliploop-stills-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function pixelsOf(file: Uint8Array | undefined) {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 as const };
}
const numberOf = async (file: Uint8Array | undefined) => readNumber(await pixelsOf(file));
const numbersOf = ({ stills }: StillsResult) => Promise.all(stills.map(({ data }) => numberOf(data)));

/** Sources with an index and without, with long and open groups of pictures, and with gaps. */
const sources = [
  'mp4 h264 open GOP',
  'mp4 hevc 24 fps',
  'webm vp9 30 fps',
  'ts h264 25 fps',
  'ts h264, one key frame',
  'mpg mpeg2 25 fps',
  'avi mpeg4 25 fps',
  'flv h264 30 fps',
] as const;

describe.each(sources)('%s', (name) => {
  let file: string;
  let times: Timeline;
  beforeAll(async () => {
    const spec = numberedSources[name];
    if (spec === undefined) throw new Error(`no source ${name}`);
    file = await numbered(name.replaceAll(/[^a-z0-9]+/g, '-'), spec);
    times = await timeline(file);
  });
  const onScreen = (ms: number): number[] =>
    framesOnScreen(times, fraction(Math.round(ms * 1000) + 100, 1_000_000), fraction(1), 0);

  test('takes the frames on screen at given times, in the order of the times', async () => {
    const given = [3210, 40, 1001, 1040, 2500, 0, 3210, 1980];
    const result = await stills({ input: file, times: given.map((ms) => ms / 1000), format: 'png' });
    const numbers = await numbersOf(result);
    for (const [i, ms] of given.entries()) expect(onScreen(ms), `${ms} ms`).toContain(numbers[i]);
    // The stated time gives the same frame.
    const again = await stills({ input: file, times: result.stills.map(({ time }) => time), format: 'png' });
    expect(again.stills.map(({ md5, time }) => [md5, time])).toEqual(result.stills.map(({ md5, time }) => [md5, time]));
  });

  test('takes the same frames at given times, before, in and after whatever segment is given', async () => {
    const options = { input: file, times: [3.61, 0, 0.41, 2.2, 1.98], format: 'png' } as const;
    const expected = (await stills(options)).stills.map(({ md5, time }) => [md5, time]);
    for (const segment of [{ start: 2, end: 3 }, { start: 0.05, duration: 0.2 }, { start: -0.1 }]) {
      const found = await stills({ ...options, ...segment });
      expect(
        found.stills.map(({ md5, time }) => [md5, time]),
        JSON.stringify(segment),
      ).toEqual(expected);
    }
  });

  test('takes one frame of each part, with and without key frames', async () => {
    for (const keyFrames of [true, false]) {
      const result = await stills({ input: file, count: 9, start: 0.5, end: 3.5, keyFrames, format: 'png' });
      const numbers = await numbersOf(result);
      for (const [i, still] of result.stills.entries()) {
        expect(still.start).toBeCloseTo(0.5 + i / 3, 5);
        expect(still.end).toBeCloseTo(0.5 + (i + 1) / 3, 5);
        expect(still.time).toBeLessThan(still.end);
        const shown = keyFrames ? still.time : (still.start + still.end) / 2;
        expect(onScreen(shown * 1000), `still ${i} at ${shown}`).toContain(numbers[i]);
        // A frame before its part is only right when it is still on screen in the middle.
        if (still.time < still.start) expect(onScreen((still.start + still.end) * 500)).toContain(numbers[i]);
      }
    }
  });
});

describe('of one clip', () => {
  let clip: string;
  beforeAll(async () => {
    clip = await plainClip();
  });

  test('are the frames that animate() shows', async () => {
    const options = { input: clip, start: 0.52, duration: 1, quality: 100 };
    const { animation, result } = await make({ ...options, fps: 'source', format: 'webp' });
    const { stills: frames, ...rest } = await stills({ ...options, every: 1, format: 'png' });
    expect(frames).toHaveLength(result.frames);
    expect(
      mismatches(stillsResultSchema.json, { stills: frames.map(({ data: _, ...still }) => still), ...rest }),
    ).toEqual([]);
    for (const { start, end, data } of frames) {
      const shown = pixelsAt(animation, ((start + end) / 2 - 0.52) * 1000);
      const still = await pixelsOf(data);
      expect(readNumber(shown)).toBe(readNumber(still));
      const rgb = { ...still, data: shown.data.filter((_, i) => i % 4 !== 3) };
      expect(psnr(rgb, still)).toBeGreaterThan(30);
    }
  });

  test('are every n-th frame or one for each interval', async () => {
    const every = await stills({ input: clip, every: 7, start: 1, duration: 1, format: 'png' });
    expect(await numbersOf(every)).toEqual([25, 32, 39, 46]);
    const interval = await stills({ input: clip, interval: 0.5, start: 1, format: 'png' });
    expect(await numbersOf(interval)).toEqual([25, 37, 50, 62, 75, 87]);
    expect(interval.stills.at(-1)).toMatchObject({ start: 3.5, end: 4 });
    expect(await numbersOf(await stills({ input: clip, times: [-0.01, '-1s'], format: 'png' }))).toEqual([99, 75]);
  });

  test('have the same pixels from a stream that is read once, and from a range reader', async () => {
    const options = { count: 5, format: 'png' } as const;
    const md5s = ({ stills }: StillsResult) => stills.map(({ md5 }) => md5);
    const expected = md5s(await stills({ input: clip, ...options }));
    expect(md5s(await stills({ input: createReadStream(clip), ...options }))).toEqual(expected);
    expect(md5s(await stills({ input: countedFile(clip), ...options }))).toEqual(expected);
    for (const threads of [1, 4]) expect(md5s(await stills({ input: clip, ...options, threads }))).toEqual(expected);
    const times = { times: [0, 0.5, 3.5], start: 2, end: 3, format: 'png' } as const;
    const streamed = await stills({ input: createReadStream(clip), ...times });
    expect(md5s(streamed)).toEqual(md5s(await stills({ input: clip, ...times })));
    expect(await numbersOf(streamed)).toEqual([0, 12, 87]);
  });

  test('are the tiles of sheets, whose index names them', async () => {
    const options = { input: clip, interval: 0.4, width: 64, height: 40, format: 'png' } as const;
    const alone = await stills(options);
    const output = join(folder, 'sheet-%d.png');
    const { stills: tiles, sheets = [], vtt } = await stills({ ...options, sprite: true, columns: 3, rows: 2, output });
    expect(sheets.map(({ width, height }) => [width, height])).toEqual([
      [192, 80],
      [192, 80],
    ]);
    for (const [i, { sheet = -1, x = -1, y = -1 }] of tiles.entries()) {
      const region = { left: x, top: y, width: 64, height: 40 };
      const tile = await sharp(sheets[sheet]?.path).extract(region).png().toBuffer();
      expect((await pixelsOf(tile)).data.equals((await pixelsOf(alone.stills[i]?.data)).data)).toBe(true);
    }
    expect(readFileSync(join(folder, 'sheet.vtt'), 'utf8')).toBe(vtt);
    expect(vtt).toContain('00:00:02.800 --> 00:00:03.200\nsheet-2.png#xywh=64,0,64,40\n');
  });

  test('are written to numbered files, or one after the other to an open file', async () => {
    const result = await stills({ input: clip, count: 3, format: 'jpeg', output: join(folder, 'still-%02d.jpg') });
    expect(readdirSync(folder).filter((name) => name.startsWith('still-'))).toEqual(
      [1, 2, 3].map((n) => `still-0${n}.jpg`),
    );
    expect(await numberOf(readFileSync(result.stills[1]?.path ?? ''))).toBeGreaterThanOrEqual(33);

    const path = join(folder, 'all');
    const { stills: all } = await stills({
      input: clip,
      count: 3,
      format: 'jpeg',
      output: fileOutput(openSync(path, 'w+')),
    });
    const bytes = readFileSync(path);
    expect(all.reduce((sum, { size = 0 }) => sum + size, 0)).toBe(bytes.length);
    for (const [i, { offset = 0, size }] of all.entries()) {
      expect(bytes.subarray(offset, offset + (size ?? 0)).equals(readFileSync(result.stills[i]?.path ?? ''))).toBe(
        true,
      );
    }
    await expectRefusal(stills({ input: clip, count: 3, output: join(folder, 'one.webp') }), 'INVALID_OPTION');
    await expectRefusal(stills({ input: clip, times: [1, 99] }), 'INVALID_OPTION');
    await expectRefusal(stills({ input: clip, interval: 0.1, limits: { maxFrames: 5 } }), 'LIMIT_FRAMES');
    expect(readdirSync(folder)).not.toContain('one.webp');
  });

  test('end within a moment after an abort', async () => {
    const controller = new AbortController();
    const job = stills({
      input: clip,
      every: 1,
      format: 'png',
      width: 1920,
      output: join(folder, 'aborted-%d.png'),
      signal: controller.signal,
      onProgress: ({ frames }) => frames > 0 && controller.abort(),
    });
    await expectRefusal(job, 'ABORTED');
    expect(readdirSync(folder).filter((name) => name.startsWith('aborted'))).toEqual([]);
  });
});

test('are taken in the sandbox, from a descriptor to a descriptor', async () => {
  const outputs = ['webp', 'png', 'jpeg'].map((format) => join(folder, `sandbox.${format}`));
  const child = join(import.meta.dirname, 'stills-sandbox-child.mjs');
  const { stdout, stderr } = await run(process.execPath, [child, coreDist, await plainClip(), ...outputs]);
  expect(stderr).toBe('');
  const { layers, sizes } = JSON.parse(stdout.toString());
  expect(layers).toContain('limits');
  expect(sizes).toEqual(outputs.map((path) => readFileSync(path).length));
  expect(Math.min(...sizes)).toBeGreaterThan(0);
});

test('reads a small part of a long video for a filmstrip', async () => {
  const clip = await plainClip();
  const file = await cached('stills-long.mp4', 60, async (path) => {
    await ffmpeg(['-stream_loop', '60', '-i', clip, '-c', 'copy', '-movflags', '+faststart', path]);
  });
  const counted = countedFile(file);
  const { stills: strip, timings } = await stills({ input: counted, count: 4, width: 80 });
  expect(strip).toHaveLength(4);
  expect(counted.bytes).toBeLessThan(counted.size / 2);
  const all = await stills({ input: file, every: 800, width: 80 });
  expect(timings.decode ?? 0).toBeLessThan((all.timings.decode ?? 0) / 2);
});
