import { describe, expect, test } from 'vitest';
import { codecs, numbered, plainClip } from '../fixtures/numbered.ts';
import { still } from '../fixtures/still.ts';
import { totalMs } from '../oracle/animation.ts';
import { parseGif } from '../oracle/gif.ts';
import { parseWebp } from '../oracle/webp.ts';
import { make, warningCodes } from '../support/engine.ts';

const formats = ['gif', 'webp'] as const;

const sixty = (): Promise<string> =>
  numbered('sixty', { container: 'mp4', rate: '60', frames: 120, args: codecs.h264(60) });

/** The delays that cumulative rounding gives for `count` frames at num/den fps. */
const cumulative = (count: number, fps: number, unit: number): number[] =>
  Array.from(
    { length: count },
    (_, k) => (Math.round(((k + 1) * unit) / fps) - Math.round((k * unit) / fps)) * (1000 / unit),
  );

describe('delays', () => {
  test('rounds delays of GIF cumulatively to centiseconds', async () => {
    for (const fps of [15, 30, 24, 7]) {
      const { animation } = await make({ input: await sixty(), duration: 1, fps, format: 'gif' });
      expect(animation.delays).toEqual(cumulative(fps, fps, 100));
    }
  });

  test('rounds delays of WebP cumulatively to milliseconds', async () => {
    for (const fps of [15, 30, 24, 7, 60]) {
      const { animation } = await make({ input: await sixty(), duration: 1, fps, format: 'webp' });
      expect(animation.delays).toEqual(cumulative(fps, fps, 1000));
    }
  });

  test('keeps 50 fps in GIF, and merges frames of 60 fps with a warning', async () => {
    const fifty = await numbered('fifty', { container: 'mp4', rate: '50', frames: 100, args: codecs.h264(50) });
    const exact = await make({ input: fifty, duration: 1, fps: 50, format: 'gif' });
    expect(exact.animation.delays).toEqual(Array.from({ length: 50 }, () => 20));
    expect(warningCodes(exact.result)).not.toContain('FRAMES_MERGED');
    const merged = await make({ input: await sixty(), duration: 1, fps: 60, format: 'gif' });
    expect(Math.min(...merged.animation.delays)).toBeGreaterThanOrEqual(20);
    expect(totalMs(merged.animation)).toBe(1000);
    expect(warningCodes(merged.result)).toContain('FRAMES_MERGED');
    const webp = await make({ input: await sixty(), duration: 1, fps: 60, format: 'webp' });
    expect(warningCodes(webp.result)).not.toContain('FRAMES_MERGED');
  });

  test('keeps the total duration within one unit of the segment', async () => {
    const input = await plainClip();
    for (const fps of ['7', '12.5', '24000/1001', '30000/1001', '50']) {
      for (const duration of [0.37, 1.234, 2.9]) {
        for (const format of formats) {
          const { animation, result } = await make({ input, fps, duration, format, quality: 40 });
          expect(Math.abs(totalMs(animation) - duration * 1000)).toBeLessThanOrEqual(format === 'gif' ? 10 : 1);
          expect(Math.abs(result.duration * 1000 - totalMs(animation))).toBeLessThanOrEqual(format === 'gif' ? 10 : 1);
        }
      }
    }
  });

  test('joins a last frame shorter than 2 cs with the one before', async () => {
    const { animation } = await make({ input: await plainClip(), duration: 1.01, fps: 10, format: 'gif' });
    expect(animation.delays).toEqual([...Array.from({ length: 9 }, () => 100), 110]);
  });

  test('splits a delay above 65,535 cs over repeated frames', async () => {
    const { bytes, animation, result } = await make({ input: await still(700, 1), fps: 1, format: 'gif' });
    const { frames } = parseGif(bytes);
    expect(frames.length).toBe(2);
    expect(result.frames).toBe(2);
    expect(frames.reduce((sum, { delay }) => sum + delay, 0)).toBe(70_000);
    expect(Math.max(...frames.map(({ delay }) => delay))).toBeLessThanOrEqual(65_535);
    expect(animation.pictures[0]?.equals(animation.pictures[1] ?? Buffer.alloc(0))).toBe(true);
  });

  test('writes long delays into WebP as one frame', async () => {
    const { animation } = await make({ input: await still(700, 1), fps: 1, format: 'webp' });
    expect(totalMs(animation)).toBe(700_000);
  });
});

describe.each(formats)('%s', (format) => {
  test('makes one frame of a still video, with its duration and loop', async () => {
    const { bytes, animation, result } = await make({ input: await still(2, 10), fps: 10, format, loop: 3 });
    expect(result).toMatchObject({ frames: 1, duration: 2, loop: 3 });
    expect(animation.delays).toEqual([2000]);
    expect(format === 'gif' ? parseGif(bytes).repeats : parseWebp(bytes).plays).toBe(format === 'gif' ? 2 : 3);
  });

  test.each([0, 1, 2, 17, 65_535])('plays loop %d times, 0 without end', async (loop) => {
    const { bytes, result } = await make({ input: await plainClip(), duration: 0.2, fps: 5, format, loop });
    expect(result.loop).toBe(loop);
    if (format === 'webp') expect(parseWebp(bytes).plays).toBe(loop);
    else expect(parseGif(bytes).repeats).toBe(loop === 0 ? 0 : loop === 1 ? null : loop - 1);
  });

  test('joins identical neighbors into one longer frame', async () => {
    const slow = await numbered('slow', { container: 'mp4', rate: '4', frames: 8, args: codecs.h264(8) });
    const { animation, result } = await make({ input: slow, fps: 20, format });
    expect(animation.delays).toEqual(Array.from({ length: 8 }, () => 250));
    expect(warningCodes(result)).toContain('FPS_ABOVE_SOURCE');
  });
});
