import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { JOINED_RATE, joined, joinedFrames } from '../fixtures/joined.ts';
import { readNumber } from '../fixtures/number-picture.ts';
import { numbered } from '../fixtures/numbered.ts';
import { noisyCases, stuffed, stuffedJoined, stuffingCases } from '../fixtures/stuffing.ts';
import { make, probe } from '../support/engine.ts';
import { engineProgram } from '../support/engine-program.ts';
import { run } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';

const LENGTH = joinedFrames / JOINED_RATE;
const seekCheck = engineProgram('build-tests', 'seek_check');

async function shown(input: string, start: number) {
  const { animation, result } = await make({
    input,
    start,
    duration: 0.4,
    fps: JOINED_RATE,
    width: 160,
    format: 'webp',
    quality: 85,
  });
  const { width, height, pictures } = animation;
  return { numbers: pictures.map((data) => readNumber({ data, width, height, channels: 4 })), result };
}

const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

const files: [name: string, file: () => Promise<string>][] = [
  ...stuffingCases.map(([name, spec]): [string, () => Promise<string>] => [name, () => stuffedJoined(name, spec)]),
  ...noisyCases.map(([name, spec]): [string, () => Promise<string>] => [name, () => joined(name, spec)]),
];

describe.each(files)('three joined files that are too large to be read as a whole: %s', (_, path) => {
  let file: string;
  beforeAll(async () => {
    file = await path();
    expect(statSync(file).size).toBeGreaterThan(16 * 1024 * 1024);
  }, 300_000);

  test.each([0.4, 1.4, 2.4, 4.4, 4.72])('shows the frames from %d s on', async (start) => {
    const { numbers, result } = await shown(file, start);
    expect(numbers).toEqual(from(Math.round(start * JOINED_RATE), 10));
    if (result.source.duration !== null) expect(result.source.duration).toBeCloseTo(LENGTH, 3);
  });

  test('counts a negative start from the end of the last part', async () => {
    const { numbers, result } = await shown(file, -0.48);
    expect(numbers).toEqual(from(joinedFrames - 12, 10));
    expect(result.source.duration).toBeCloseTo(LENGTH, 3);
  });

  test('has the length of all parts in its probe', async () => {
    expect((await probe(file)).duration).toBeCloseTo(LENGTH, 3);
  });

  test('shows the same pixels after a seek as from the beginning', async ({ skip }) => {
    if (seekCheck.absence) skip(seekCheck.absence);
    const ran = await run(seekCheck.path, [file], { timeoutMs: 120_000 });
    expect(ran.stdout.toString()).toContain(' 0 wrong');
  });
});

// The clock goes on after the inserted part as if it were not there.
test.each([
  ['ts', ['-c:v', 'mpeg2video', '-q:v', '3', '-g', '10', '-bf', '2']],
  ['ts', ['-c:v', 'libx264', '-crf', '18', '-g', '10', '-bf', '2']],
  ['vob', ['-c:v', 'mpeg2video', '-q:v', '3', '-g', '10', '-bf', '2']],
])('finds a short part that was inserted into a long recording: %s %j', async (container, codec) => {
  const parts = [];
  let first = 0;
  for (const [frames, offset] of [
    [500, 0],
    [40, 0],
    [300, 20],
  ] as const) {
    const order = from(first, frames);
    const args = [...codec, '-output_ts_offset', `${offset}`];
    parts.push(readFileSync(await numbered('inserted', { container, rate: `${JOINED_RATE}`, frames, order, args })));
    first += frames;
  }
  const file = join(tempDir(), `inserted.${container}`);
  writeFileSync(file, stuffed(Buffer.concat(parts), container));
  for (const start of [19.6, 20.4, 21.4, 30, 33]) {
    const { numbers, result } = await shown(file, start);
    expect(numbers).toEqual(from(Math.round(start * JOINED_RATE), 10));
    expect(result.source.duration).toBeCloseTo(33.6, 3);
  }
});
