import { describe, expect, test } from 'vitest';
import { readNumber } from '../fixtures/number-picture.ts';
import { plainClip } from '../fixtures/numbered.ts';
import { pixelsAt } from '../oracle/reference.ts';
import { type AnimateOptions, expectRefusal, make, warningCodes } from '../support/engine.ts';

/** The clip has 4 s of 25 fps, and frame n shows the number n. */
const cut = async (options: Partial<AnimateOptions>) =>
  make({ input: await plainClip(), format: 'webp', fps: 5, quality: 60, ...options });

describe('start, end and duration', () => {
  test.each([
    ['no option', {}, 0, 4],
    ['end 0, which means the end of the video', { start: 1, end: 0 }, 1, 4],
    ['start and end', { start: 1, end: 2.5 }, 1, 2.5],
    ['start and duration', { start: 1, duration: 0.8 }, 1, 1.8],
    ['duration alone', { duration: 0.8 }, 0, 0.8],
    ['a negative start', { start: -1 }, 3, 4],
    ['a negative end', { start: 1, end: -1 }, 1, 3],
    ['both negative', { start: -2, end: -1 }, 2, 3],
    ['a negative start and a duration', { start: -2, duration: 0.6 }, 2, 2.6],
    ['clock times', { start: '00:00:01.200', end: '0:02' }, 1.2, 2],
  ] as const)('computes the segment: %s', async (_, options, start, end) => {
    const { result, animation } = await cut(options);
    expect(result.start).toBeCloseTo(start, 6);
    expect(result.end).toBeCloseTo(end, 6);
    expect(result.duration).toBeCloseTo(end - start, 3);
    expect(readNumber(pixelsAt(animation, 1))).toBe(Math.round(start * 25));
    expect(result.warnings).toEqual([]);
  });

  test('moves an end beyond the video to its end, with a warning', async () => {
    for (const options of [
      { start: 3, end: 9 },
      { start: 3, duration: 6 },
    ]) {
      const { result } = await cut(options);
      expect(result.end).toBeCloseTo(4, 3);
      expect(warningCodes(result)).toEqual(['END_CLAMPED']);
    }
  });

  test('refuses a negative start before the beginning, or starts at 0', async () => {
    const made = await cut({ start: -9 }).catch((error: { code: string }) => error.code);
    if (typeof made === 'string') expect(['START_BEYOND_END', 'SEGMENT_EMPTY', 'INVALID_OPTION']).toContain(made);
    else expect(made.result.start).toBe(0);
  });

  test.each([
    ['start at the end', { start: 4 }, 'START_BEYOND_END'],
    ['start beyond the end', { start: 60 }, 'START_BEYOND_END'],
    ['end before start', { start: 2, end: 1 }, ['SEGMENT_EMPTY', 'INVALID_OPTION']],
    ['end at start', { start: 2, end: 2 }, ['SEGMENT_EMPTY', 'INVALID_OPTION']],
    ['a negative end before start', { start: 3, end: -2 }, ['SEGMENT_EMPTY', 'INVALID_OPTION']],
    ['end and duration', { end: 2, duration: 1 }, 'INVALID_OPTION'],
    ['no time at all', { start: 'later' }, 'INVALID_OPTION'],
    ['no duration', { duration: 0 }, 'INVALID_OPTION'],
  ] as const)('refuses %s', async (_, options, code) => {
    await expectRefusal(cut(options as Partial<AnimateOptions>), code as string | readonly string[]);
  });
});
