import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { JOINED_RATE, type JoinedSpec, joined, joinedFrames, joinedSources } from '../fixtures/joined.ts';
import { HALF_WIDTH, readNumber } from '../fixtures/number-picture.ts';
import { codecs, numbered } from '../fixtures/numbered.ts';
import { totalMs } from '../oracle/animation.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { make, probe } from '../support/engine.ts';
import { engineProgram } from '../support/engine-program.ts';
import { run } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';

const LENGTH = joinedFrames / JOINED_RATE;
const seekCheck = engineProgram('build-tests', 'seek_check');

interface Shown {
  numbers: number[];
  result: Awaited<ReturnType<typeof make>>['result'];
}

async function shown(input: string, start: number, duration?: number): Promise<Shown> {
  const size = { format: 'webp', quality: 85, width: HALF_WIDTH } as const;
  const made = await make({ input, start, duration, fps: JOINED_RATE, ...size });
  const { width, height, pictures } = made.animation;
  return {
    numbers: pictures.map((data) => readNumber({ data, width, height, channels: 4 })),
    result: made.result,
  };
}

test('gives one length where the first of two joined files is cut off: vob mpeg2', async () => {
  const whole = readFileSync(await joined('vob mpeg2', joinedSources['vob mpeg2'] as JoinedSpec));
  for (const end of [0.45, 0.52, 0.55]) {
    const file = join(tempDir(), 'cut.vob');
    writeFileSync(file, Buffer.concat([whole.subarray(0, whole.length * end), whole]));
    const { result, animation } = await make({ input: file, fps: 'source', format: 'webp' });
    const length = totalMs(animation) / 1000;
    expect(result.source.duration).toBeCloseTo(length, 2);
    expect((await probe(file)).duration).toBeCloseTo(length, 2);
  }
});

const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

describe.each(Object.entries(joinedSources))('three joined files: %s', (name, spec) => {
  let file: string;
  beforeAll(async () => {
    file = await joined(name, spec);
  });

  // In the first part, at the first frame of the second one, in the second and third one, and across both joins.
  test.each([
    [0.4, 0.4],
    [1.6, 0.4],
    [2.4, 0.4],
    [4.72, 0.4],
    [1.4, 0.4],
    [4.4, 0.4],
  ])('shows the frames from %d s on', async (start, duration) => {
    const { numbers } = await shown(file, start, duration);
    expect(numbers).toEqual(from(Math.round(start * JOINED_RATE), Math.round(duration * JOINED_RATE)));
  });

  test('shows every frame', async () => {
    const { numbers, result } = await shown(file, 0);
    expect(numbers).toEqual(from(0, joinedFrames));
    expect(result.duration).toBeCloseTo(LENGTH, 3);
    expect(result.source.duration).toBeCloseTo(LENGTH, 3);
    expect(result.warnings.filter(({ code }) => code === 'INPUT_TRUNCATED')).toEqual([]);
  });

  test('counts a negative start from the end of the last part', async () => {
    const { numbers, result } = await shown(file, -0.48);
    expect(numbers).toEqual(from(joinedFrames - 12, 12));
    expect(result.start).toBeCloseTo(LENGTH - 0.48, 3);
    expect(result.source.duration).toBeCloseTo(LENGTH, 3);
  });

  test('has the length of all parts in its probe', async () => {
    expect((await probe(file)).duration).toBeCloseTo(LENGTH, 3);
  });

  test('shows the same pixels after a seek as from the beginning', async ({ skip }) => {
    if (seekCheck.absence) skip(seekCheck.absence);
    const ran = await run(seekCheck.path, [file], { timeoutMs: 60_000 });
    expect(ran.stdout.toString()).toContain(' 0 wrong');
  });
});

const mpeg2 = ['-c:v', 'mpeg2video', '-q:v', '2', '-g', '12', '-bf', '2', '-pix_fmt', 'yuv420p'];

test.each([
  ['ts', 'H.264', codecs.h264(12)],
  ['ts', 'MPEG-2', mpeg2],
  ['vob', 'MPEG-2', mpeg2],
])('does not report joined files as cut off whose clocks are far apart: %s with %s', async (container, codec, args) => {
  const part = (offset: number) =>
    numbered(`apart-${codec}-${offset}`, {
      container,
      rate: '25',
      frames: 50,
      args: [...args, '-output_ts_offset', `${offset}`],
    }).then((path) => readFileSync(path));
  for (const clocks of [
    [5000, 0],
    [0, 40_000],
    [9000, 3000, 12_000],
  ]) {
    const file = join(tempDir(), `apart.${container}`);
    writeFileSync(file, Buffer.concat(await Promise.all(clocks.map(part))));
    const length = clocks.length * 2;
    expect(await probe(file)).toMatchObject({ duration: expect.closeTo(length, 2), warnings: [] });
    for (const start of [0, -0.48]) {
      const { result } = await shown(file, start);
      expect(result.warnings, `${clocks}`).toEqual([]);
      expect(result.end).toBeCloseTo(length, 2);
    }
  }
});

test('ends the video at a long row of headers without frames', { timeout: 30_000 }, async () => {
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=10:duration=1'];
  const file = await ffmpeg([...source, '-c:v', 'libvpx', '-f', 'ivf', 'pipe:1']);
  const headers = Array.from({ length: 1 << 15 }, () => file.subarray(0, 32));
  const { result } = await make({ input: Buffer.concat([file, ...headers]) });
  expect(result).toMatchObject({ frames: 10, duration: 1 });
});
