import { beforeAll, describe, expect, test } from 'vitest';
import { HALF_WIDTH, readNumber } from '../fixtures/number-picture.ts';
import { numbered, numbersIn } from '../fixtures/numbered.ts';
import { numberedSources } from '../fixtures/numbered-sources.ts';
import { type Fraction, fraction, framesOnScreen, type Timeline, timeline } from '../fixtures/timeline.ts';
import { pixelsAt } from '../oracle/reference.ts';
import { type Made, make } from '../support/engine.ts';

const rates: [text: string, fps: Fraction][] = [
  ['1', fraction(1)],
  ['7', fraction(7)],
  ['10', fraction(10)],
  ['12.5', fraction(25, 2)],
  ['30000/1001', fraction(30000, 1001)],
  ['25', fraction(25)],
  ['50', fraction(50)],
];
/** Milliseconds: at the start, round times, between frames, near the end. */
const starts = [0, 40, 500, 1001, 1234, 2017, 3333];

/** At 50 fps and above, GIF may merge frames. Up to 25 fps, each frame has its own time in both formats. */
const formatFor = (fps: Fraction, i: number): 'gif' | 'webp' =>
  fps.num > 25n * fps.den || i % 2 === 0 ? 'webp' : 'gif';

describe.each(Object.entries(numberedSources))('%s', (name, spec) => {
  let file: string;
  let times: Timeline;
  let numbers: number[];
  beforeAll(async () => {
    file = await numbered(name.replaceAll(/[^a-z0-9]+/g, '-'), spec);
    times = await timeline(file);
    numbers = await numbersIn(file);
    expect(numbers).toHaveLength(times.pts.length);
  });

  test.each(rates)('shows the source frame at start + k / %s in output frame k', async (text, fps) => {
    for (const [i, start] of starts.entries()) {
      const seconds = 0.6;
      const format = formatFor(fps, i);
      const segment = { start: start / 1000, duration: seconds, fps: text };
      const made = await make({ input: file, ...segment, format, quality: 85, width: HALF_WIDTH });
      const count = Math.ceil((seconds * Number(fps.num)) / Number(fps.den) - 1e-9);
      const got = Array.from({ length: count }, (_, k) =>
        shown(made, (k + 0.5) / (Number(fps.num) / Number(fps.den)), seconds),
      );
      const wrong = got.flatMap((number, k) => {
        const right = framesOnScreen(times, fraction(start, 1000), fps, k).map((index) => numbers[index]);
        return right.includes(number)
          ? []
          : [`start ${start} ms, frame ${k} (${format}): ${number}, not ${right.join(' or ')}`];
      });
      expect(wrong).toEqual([]);
    }
  });

  test('shows every source frame at its own time with fps "source"', async () => {
    const { animation, result } = await make({
      input: file,
      start: 1,
      duration: 0.8,
      fps: 'source',
      format: 'webp',
      quality: 85,
    });
    const seen = animation.pictures.map((data) =>
      readNumber({ data, width: animation.width, height: animation.height, channels: 4 }),
    );
    const first = framesOnScreen(times, fraction(1), fraction(60), 0).map((index) => numbers[index]);
    expect(first).toContain(seen[0]);
    const expected = numbers.slice(numbers.indexOf(seen[0] ?? -1)).slice(0, seen.length);
    expect(seen).toEqual(expected);
    expect(Math.abs(result.duration - 0.8)).toBeLessThanOrEqual(0.001);
  });
});

/** The displayed number at `seconds` of the animation. The end of the segment may shorten the last frame. */
function shown({ animation }: Made, seconds: number, end: number): number {
  return readNumber(pixelsAt(animation, Math.min(seconds, end - 0.001) * 1000));
}
