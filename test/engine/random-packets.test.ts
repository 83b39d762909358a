import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withoutFirstPackets } from '../fixtures/cut.ts';
import { HALF_WIDTH, readNumber } from '../fixtures/number-picture.ts';
import { codecs, numbered } from '../fixtures/numbered.ts';
import { pixelsAt } from '../oracle/reference.ts';
import { type AnimateOptions, animate, make, probe, warningCodes } from '../support/engine.ts';
import { output } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';

const x265 = [
  '-c:v',
  'libx265',
  '-preset',
  'medium',
  '-crf',
  '20',
  '-x265-params',
  'keyint=25:open-gop=0:log-level=error',
];
const av1 = ['-c:v', 'libaom-av1', '-usage', 'realtime', '-cpu-used', '8', '-b:v', '1M', '-g', '25'];

const sources: [name: string, container: string, args: string[]][] = [
  ['H.264 in MP4', 'mp4', codecs.h264(25)],
  ['H.264 in Matroska', 'mkv', codecs.h264(25)],
  ['HEVC in MP4', 'mp4', x265],
  ['HEVC in Matroska', 'mkv', x265],
  ['HEVC without reordering in MP4', 'mp4', codecs.hevc(25)],
  ['VP8', 'webm', codecs.vp8(25)],
  ['VP9', 'webm', codecs.vp9(25)],
  ['AV1', 'mkv', av1],
  ['MPEG-2', 'mkv', codecs.mpeg2(25)],
  ['MPEG-4', 'mp4', codecs.mpeg4(25)],
];

const sourceOf = (name: string, container: string, args: string[]): Promise<string> =>
  numbered(`random-${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}`, { container, rate: '25', frames: 75, args });

/** Writes a copy of the file in which some packets have random bytes, except for the first six of each. */
async function withRandomPackets(input: string, some: (index: number) => boolean): Promise<string> {
  const args = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pos,size', '-of', 'json', input];
  const { packets } = JSON.parse((await output('ffprobe', args)).toString()) as {
    packets: { pos: string; size: string }[];
  };
  const bytes = readFileSync(input);
  let state = 3;
  for (const [index, { pos, size }] of packets.entries()) {
    if (!some(index)) continue;
    for (let at = Number(pos) + 6; at < Number(pos) + Number(size); at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      bytes[at] = state >>> 24;
    }
  }
  const path = join(tempDir(), `random${extname(input)}`);
  writeFileSync(path, bytes);
  return path;
}

async function show(options: AnimateOptions) {
  const { result, animation } = await make({ fps: 25, format: 'webp', quality: 90, width: HALF_WIDTH, ...options });
  const count = Math.round(result.duration * 25);
  const numbers = Array.from({ length: count }, (_, i) => readNumber(pixelsAt(animation, (i + 0.5) * 40)));
  return { numbers, warnings: result.warnings, codes: warningCodes(result) };
}

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe.each(sources)('packets of random bytes in %s', (name, container, args) => {
  test('fail the job when all packets have them, or nearly all', async () => {
    const source = await sourceOf(name, container, args);
    for (const some of [() => true, (index: number) => index % 20 !== 7]) {
      const input = await withRandomPackets(source, some);
      await expect(animate({ input })).rejects.toMatchObject({ code: 'DECODE_FAILED', exitCode: 3 });
    }
  });
});

// Random bytes can be a valid key frame of AV1.
describe.each(sources.filter(([name]) => name !== 'AV1'))('packets of random bytes in %s', (name, container, args) => {
  test('move the start to the next key frame when only the first packet has them', async () => {
    const source = await sourceOf(name, container, args);
    const input = await withRandomPackets(source, (index) => index === 0);
    const { numbers, warnings } = await show({ input });
    expect([25, 27]).toContain(numbers[0]); // the key frame of MPEG-2 is displayed after two others
    expect(numbers).toEqual(range(numbers[0] ?? 0, 74));
    const data = { frames: numbers[0], seconds: expect.closeTo((numbers[0] ?? 0) / 25, 2) };
    expect(warnings).toEqual([expect.objectContaining({ code: 'START_DROPPED', data })]);
    expect((await probe(input)).warnings).toEqual([expect.objectContaining({ code: 'START_DROPPED', data })]);
    const late = await show({ input, start: 1.2, duration: 0.4 });
    expect(late.numbers).toEqual(range((numbers[0] ?? 0) + 30, (numbers[0] ?? 0) + 39));
  });
});

describe.each([
  ['H.264 in MPEG-TS', 'ts', 'mpegts', codecs.h264(25)],
  ['MPEG-2 in MPEG-TS', 'ts', 'mpegts', codecs.mpeg2(25)],
  ['HEVC in MPEG-TS', 'ts', 'mpegts', codecs.hevc(25)],
  ['H.264 in FLV', 'flv', 'flv', codecs.h264(25)],
  ['H.264 in Matroska', 'mkv', 'matroska', codecs.h264(25)],
  ['VP8 in WebM', 'webm', 'webm', codecs.vp8(25)],
])(
  'joined files, of which the second begins in the middle of a group of pictures: %s',
  (name, container, format, args) => {
    const order = range(500, 549);
    const parts = async () => {
      const key = name.replaceAll(/[^A-Za-z0-9]+/g, '-');
      const before = await numbered(`before-${key}`, { container, rate: '25', frames: 50, order, args });
      const whole = await numbered(`after-${key}`, { container, rate: '25', frames: 75, args });
      const after = await withoutFirstPackets(whole, 8, container, format);
      const input = join(tempDir(), `joined.${container}`);
      writeFileSync(input, Buffer.concat([readFileSync(before), readFileSync(after)]));
      return input;
    };

    test('show the last frame of the first file until the next key frame, and say so', async () => {
      const input = await parts();
      const outcomes = new Set<string>();
      for (const threads of [1, 4, 16]) {
        const { numbers, warnings, codes } = await show({ input, threads });
        const next = numbers.findIndex((number) => number < 100);
        expect(numbers.slice(0, 50)).toEqual(order);
        expect(new Set(numbers.slice(49, next))).toEqual(new Set([549]));
        expect(numbers.slice(next)).toEqual(range(numbers[next] ?? 0, 74));
        expect([25, 26, 27]).toContain(numbers[next]);
        expect(codes).toEqual(['DECODE_ERRORS']);
        outcomes.add(JSON.stringify([numbers, warnings]));
      }
      expect(outcomes.size).toBe(1);
    });

    test('show the same after a seek', async () => {
      const input = await parts();
      const all = (await show({ input })).numbers;
      for (const start of [1.6, 2.2, 3]) {
        const at = Math.round(start * 25);
        expect((await show({ input, start, duration: 0.6 })).numbers).toEqual(all.slice(at, at + 15));
      }
    });
  },
);
