import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { joined, joinedFrames } from '../fixtures/joined.ts';
import { readNumber } from '../fixtures/number-picture.ts';
import { codecs, numbered } from '../fixtures/numbered.ts';
import { noisyCases, stuffedParts } from '../fixtures/stuffing.ts';
import { countedFile } from '../support/counted-file.ts';
import { make, probe } from '../support/engine.ts';
import { FileServer } from '../support/file-server.ts';

const RATE = 25;
const numbers = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

const mpeg1 = ['-c:v', 'mpeg1video', '-q:v', '3', '-g', '12', '-bf', '2'];
const MB = 1_000_000;

const NUMBERS = 1000; // they begin anew after so many frames
const parts = [1500, 2500, 1000];
const frames = 5000;

describe.each([
  ['H.264 in MPEG-TS', 'ts', codecs.h264(50), 100 * MB],
  ['MPEG-2 in MPEG-TS', 'ts', codecs.mpeg2(12), 100 * MB],
  ['MPEG-2 in VOB', 'vob', codecs.mpeg2(12), 100 * MB],
  ['MPEG-1 in MPEG-PS', 'mpg', mpeg1, 100 * MB],
])('joined files that are read by ranges: %s', (_, container, args, size) => {
  let file: string;
  beforeAll(async () => {
    file = await stuffedParts(container, args, parts, size);
  });

  test('have the right length after a small share of their bytes was read', async () => {
    const input = countedFile(file);
    expect((await probe(input)).duration).toBeCloseTo(frames / RATE, 3);
    expect(input.bytes).toBeLessThan(0.2 * input.size);
  });

  test.each([0, 20.4, 100, 190, -0.48])('show the frames from %d s on and report that length', async (start) => {
    const input = countedFile(file);
    const job = { input, start, duration: 0.4, fps: RATE, format: 'webp', quality: 85 } as const;
    const { animation, result } = await make(job);
    const { width, height, pictures } = animation;
    const shown = pictures.map((data) => readNumber({ data, width, height, channels: 4 }));
    expect(shown).toEqual(
      numbers(start < 0 ? frames - 12 : Math.round(start * RATE), 10).map((number) => number % NUMBERS),
    );
    expect(result.source.duration).toBeCloseTo(frames / RATE, 3);
    expect(input.bytes).toBeLessThan(0.25 * input.size);
  });
});

test.each([
  ['ts', codecs.mpeg2(12)],
  ['vob', codecs.mpeg2(12)],
])('finds a short part between two longer ones in a file that is read by ranges: %s', async (container, args) => {
  const input = countedFile(await stuffedParts(container, args, [2500, 300, 2500], 120 * MB));
  expect((await probe(input)).duration).toBeCloseTo(5300 / RATE, 3);
  expect(input.bytes).toBeLessThan(0.25 * input.size);
});

test.each([
  ['ts', codecs.mpeg2(12)],
  ['vob', codecs.mpeg2(12)],
])('reads few bytes of a file that was not joined and is read by ranges: %s', async (container, args) => {
  const path = await stuffedParts(container, args, [5000], 100 * MB);
  for (const job of [
    probe,
    (input: ReturnType<typeof countedFile>) => make({ input, start: 0, duration: 0.4, fps: 25 }),
  ]) {
    const input = countedFile(path);
    await job(input);
    expect(input.bytes).toBeLessThan(0.15 * input.size);
    expect(input.ranges).toBeLessThan(40);
  }
});

test.each(noisyCases)(
  'does not report the length of one part as that of all, when read by ranges: %s',
  async (name, spec) => {
    const input = countedFile(await joined(name, spec));
    const { result } = await make({ input, start: 0, duration: 0.4, fps: 5, width: 160 });
    if (result.source.duration !== null) expect(result.source.duration).toBeCloseTo(joinedFrames / RATE, 3);
    expect(input.bytes).toBeLessThan(0.5 * input.size);
  },
  300_000,
);

test('makes the output when the source fails while its length is looked up', async () => {
  const path = await stuffedParts('ts', codecs.mpeg2(12), [1500, 2500, 1000], 100 * MB);
  const job = { start: 0, duration: 0.4, fps: RATE } as const;
  const whole = countedFile(path);
  await make({ ...job, input: whole });
  // The first ranges open the input and read the segment; the others look for the length.
  for (const working of [5, whole.ranges - 4, whole.ranges - 1]) {
    const input = countedFile(path);
    const failing = {
      size: input.size,
      open(offset: number): Readable {
        if (input.ranges >= working) throw new Error('the server does not answer');
        return input.open(offset);
      },
    };
    const { result } = await make({ ...job, input: failing });
    expect(result.frames).toBe(10);
    expect(result.source.duration).toBeNull();
  }
});

test('reads the beginning of an FLV file with an index from a server without ranges', async () => {
  const noise = ['-vf', 'scale=640:384:flags=neighbor,noise=alls=60:allf=t'];
  const args = [...codecs.h264(1, 0), '-qp', '20', ...noise, '-flvflags', 'add_keyframe_index'];
  const path = await numbered('indexed', { container: 'flv', rate: `${RATE}`, frames: 260, args });
  const size = statSync(path).size;
  expect(size).toBeGreaterThan(16 * MB);
  const server = await FileServer.open(path, { ranges: false, bytesPerMs: 4_000 });
  try {
    const { result } = await make({ input: server.url, start: 0, duration: 0.4, fps: RATE, width: 160 });
    expect(result.frames).toBe(10);
    expect(server.served).toBeLessThan(size / 2);
  } finally {
    await server.close();
  }
});
