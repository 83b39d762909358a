import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withoutFirstPackets } from '../fixtures/cut.ts';
import { HALF_WIDTH, readNumber } from '../fixtures/number-picture.ts';
import { codecs, numbered } from '../fixtures/numbered.ts';
import { pixelsAt } from '../oracle/reference.ts';
import { type AnimateOptions, make, probe, warningCodes } from '../support/engine.ts';
import { tempDir } from '../support/temp.ts';

const x264 = (parameters: string): string[] => [...codecs.h264(25), '-x264-params', parameters];
const x265 = (parameters: string): string[] => [...codecs.hevc(25), '-x265-params', `log-level=error:${parameters}`];
const bframes = ['-bf', '2'];

/** Name, container of the whole file, options of ffmpeg, and the container and format of the cut file. */
const cases: [name: string, source: string, args: string[], container: string, format: string][] = [
  ['H.264 in MPEG-TS', 'ts', codecs.h264(25), 'ts', 'mpegts'],
  ['H.264 with open groups of pictures in MPEG-TS', 'ts', x264('open-gop=1:bframes=3'), 'ts', 'mpegts'],
  ['H.264 in Matroska', 'mkv', codecs.h264(25), 'mkv', 'matroska'],
  ['H.264 in FLV', 'mp4', codecs.h264(25), 'flv', 'flv'],
  ['HEVC in MPEG-TS', 'ts', x265('keyint=25:open-gop=1'), 'ts', 'mpegts'],
  ['HEVC in Matroska', 'mkv', x265('keyint=25:open-gop=0'), 'mkv', 'matroska'],
  ['MPEG-2 in MPEG-TS', 'ts', codecs.mpeg2(25), 'ts', 'mpegts'],
  ['MPEG-2 in a program stream', 'ts', codecs.mpeg2(25), 'vob', 'vob'],
  ['MPEG-4 in Matroska', 'mkv', [...codecs.mpeg4(25), ...bframes], 'mkv', 'matroska'],
  ['MPEG-4 in AVI', 'avi', codecs.mpeg4(25), 'avi', 'avi'],
  ['FLV1 in FLV', 'flv', ['-c:v', 'flv', '-q:v', '3', '-g', '25'], 'flv', 'flv'],
  ['WMV2 in ASF', 'wmv', ['-c:v', 'wmv2', '-q:v', '3', '-g', '25'], 'wmv', 'asf'],
  ['MS MPEG-4 in AVI', 'avi', ['-c:v', 'msmpeg4', '-q:v', '3', '-g', '25'], 'avi', 'avi'],
  ['VP8 in WebM', 'webm', codecs.vp8(25), 'webm', 'webm'],
  ['VP9 in WebM', 'webm', codecs.vp9(25), 'webm', 'webm'],
  ['Theora in Ogg', 'ogv', ['-c:v', 'libtheora', '-q:v', '9', '-g', '25'], 'ogv', 'ogg'],
];

interface Shown {
  numbers: number[];
  codes: string[];
  data: Record<string, number> | undefined;
  duration: number;
}

async function show(options: AnimateOptions): Promise<Shown> {
  const { result, animation } = await make({ fps: 25, format: 'webp', quality: 90, width: HALF_WIDTH, ...options });
  const count = Math.round(result.duration * 25);
  const numbers = Array.from({ length: count }, (_, i) => readNumber(pixelsAt(animation, (i + 0.5) * 40)));
  const dropped = result.warnings.find(({ code }) => code === 'START_DROPPED');
  return { numbers, codes: warningCodes(result), data: dropped?.data, duration: result.duration };
}

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe('a file that begins in the middle of a group of pictures', () => {
  test.each([
    ['VP8 in Matroska', 'webm', codecs.vp8(25), 'mkv', 'matroska'],
    ['VP9 in WebM', 'webm', codecs.vp9(25), 'webm', 'webm'],
    ['FLV1 in FLV', 'flv', ['-c:v', 'flv', '-q:v', '3', '-g', '25'], 'flv', 'flv'],
  ])('is not truncated when its time stamps begin late: %s', async (name, source, args, container, format) => {
    const key = name.replaceAll(/[^A-Za-z0-9]+/g, '-');
    const whole = await numbered(`late-${key}`, { container: source, rate: '25', frames: 100, args });
    const input = await withoutFirstPackets(whole, 33, container, format);
    for (const options of [{}, { start: -0.4 }]) {
      const shown = await show({ input, ...options });
      expect(shown.codes).toContain('START_DROPPED');
      expect(shown.codes).not.toContain('INPUT_TRUNCATED');
      expect(shown.numbers.at(-1)).toBe(99);
    }
    expect((await probe(input)).duration).toBeCloseTo(2, 1);
  });

  test.each(cases)('starts with the first whole frame: %s', async (name, source, args, container, format) => {
    const key = name.replaceAll(/[^A-Za-z0-9]+/g, '-');
    const whole = await numbered(`whole-${key}`, { container: source, rate: '25', frames: 75, args });
    const input = await withoutFirstPackets(whole, 13, container, format);
    const shown = await show({ input });
    const first = shown.numbers[0] ?? 0;
    expect([25, 26, 27]).toContain(first);
    expect(shown.numbers).toEqual(range(first, 74));
    expect(shown.codes).toEqual(['START_DROPPED']);
    expect(shown.data?.frames).toBeGreaterThanOrEqual(8);
    expect(shown.data?.frames).toBeLessThanOrEqual(first);
    expect(shown.data?.seconds).toBeGreaterThan(0.3);
    expect(shown.data?.seconds).toBeLessThan(1.05);
    const late = await show({ input, start: 1.2, duration: 0.4 });
    expect(late.numbers).toEqual(range(first + 30, first + 39));
    const { duration, warnings } = await probe(input);
    expect(Math.abs((duration ?? 0) - shown.duration)).toBeLessThan(0.1);
    expect(warnings).toEqual([expect.objectContaining({ code: 'START_DROPPED', data: shown.data })]);
  });

  test.each([
    ['H.264', 'ts', 'h264', codecs.h264(25)],
    ['H.264 without B-frames', 'ts', 'h264', codecs.h264(25, 0)],
    ['HEVC', 'ts', 'hevc', x265('keyint=25:open-gop=0')],
    ['MPEG-4', 'avi', 'm4v', codecs.mpeg4(25)],
  ])('counts times from the first whole frame in a raw stream: %s', async (name, source, container, args) => {
    const key = name.replaceAll(/[^A-Za-z0-9]+/g, '-');
    const whole = await numbered(`whole-${key}`, { container: source, rate: '25', frames: 75, args });
    const input = await withoutFirstPackets(whole, 13, container, container);
    for (const inputFps of [undefined, 25]) {
      const all = await show({ input, inputFps });
      const first = all.numbers[0] ?? 0;
      expect([25, 26, 27]).toContain(first);
      expect(all.numbers).toEqual(range(first, 74));
      const { duration, warnings } = await probe(input, { inputFps });
      expect(duration).toBeCloseTo(all.duration, 3);
      const dropped = warnings.find(({ code }) => code === 'START_DROPPED');
      expect(dropped?.data).toEqual(all.data);
      const end = await show({ input, inputFps, start: -0.48 });
      expect(end.numbers).toEqual(range(63, 74));
      const late = await show({ input, inputFps, start: 1.2, duration: 0.4 });
      expect(late.numbers).toEqual(range(first + 30, first + 39));
    }
  });

  test('waits for the end of an intra refresh', async () => {
    const args = x264('intra-refresh=1:keyint=25:bframes=0');
    const whole = await numbered('whole-refresh', { container: 'ts', rate: '25', frames: 100, args });
    const shown = await show({ input: await withoutFirstPackets(whole, 13, 'ts', 'mpegts') });
    const first = shown.numbers[0] ?? 0;
    expect(first).toBeGreaterThan(13);
    expect(first).toBeLessThan(80);
    expect(shown.numbers).toEqual(range(first, 99));
    expect(shown.codes).toEqual(['START_DROPPED']);
    expect(shown.data).toEqual({ seconds: expect.closeTo((first - 13) / 25, 3), frames: first - 13 });
  });

  test('decodes a file without any key frame as far as it goes', async () => {
    const args = [...codecs.mpeg4(250)];
    const whole = await numbered('whole-one-key', { container: 'mkv', rate: '25', frames: 50, args });
    const input = await withoutFirstPackets(whole, 5, 'mkv', 'matroska');
    const { result } = await make({ input, fps: 25 });
    expect(result.duration).toBeCloseTo(1.8, 1);
    expect(warningCodes(result)).toContain('KEY_FRAME_MISSING');
    expect(warningCodes(result)).not.toContain('INPUT_TRUNCATED');
    expect((await probe(input)).warnings.map(({ code }) => code)).toEqual(['KEY_FRAME_MISSING']);
  });
});

test('does not warn about the start of whole files', async () => {
  for (const [name, container, args] of cases) {
    const key = name.replaceAll(/[^A-Za-z0-9]+/g, '-');
    const input = await numbered(`whole-${key}`, { container, rate: '25', frames: 75, args });
    const shown = await show({ input });
    expect(shown.numbers, name).toEqual(range(0, 74));
    expect(shown.codes, name).toEqual([]);
    expect((await probe(input)).warnings, name).toEqual([]);
  }
});

test('begins with the first packet when only the container does not mark it as a key frame', async () => {
  const input = await numbered('unmarked', { container: 'avi', rate: '25', frames: 30, args: codecs.mpeg4(10) });
  const path = join(tempDir(), 'unmarked.avi');
  const bytes = readFileSync(input);
  // The index of AVI: "idx1", its size, and entries of 16 bytes whose second word has the flag of key frames.
  const index = bytes.lastIndexOf('idx1');
  for (let at = index + 8; at + 16 <= bytes.length; at += 16) bytes.writeUInt32LE(0, at + 4);
  writeFileSync(path, bytes);
  const shown = await show({ input: path });
  expect(shown.numbers).toEqual(range(0, 29));
  expect(shown.codes).toEqual([]);
});
