import { plan } from '@cliploop/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { HALF_WIDTH, readNumber } from '../fixtures/number-picture.ts';
import { numbered, numbersIn, plainClip } from '../fixtures/numbered.ts';
import { numberedSources } from '../fixtures/numbered-sources.ts';
import { fraction, framesOnScreen, type Timeline, timeline } from '../fixtures/timeline.ts';
import { pictureIndexAt, totalMs } from '../oracle/animation.ts';
import { pixelsAt } from '../oracle/reference.ts';
import { make, warningCodes } from '../support/engine.ts';

const speeds = [
  ['0.1', 1, 10],
  ['0.5', 1, 2],
  ['1/3', 1, 3],
  ['1.5', 3, 2],
  ['2', 2, 1],
  ['10', 10, 1],
] as const;

/** With frames of one rate, and of variable ones. */
describe.each(['mp4 h264 open GOP', 'webm vp9 30 fps', 'mp4 h264 with gaps'])('%s', (name) => {
  let file: string;
  let times: Timeline;
  let numbers: number[];
  beforeAll(async () => {
    const spec = numberedSources[name];
    if (spec === undefined) throw new Error(`no source ${name}`);
    file = await numbered(name.replaceAll(/[^a-z0-9]+/g, '-'), spec);
    times = await timeline(file);
    numbers = await numbersIn(file);
  });

  test.each(speeds)('shows at speed %s the frames of the right times, each at its time', async (text, num, den) => {
    for (const [fps, format] of [
      [10, 'gif'],
      [25, 'webp'],
    ] as const) {
      const seconds = num > den ? 2 : 0.4;
      const start = 0.52;
      const options = { input: file, start, duration: seconds, speed: text, fps, format, width: HALF_WIDTH } as const;
      const { result, animation } = await make({ ...options, quality: 85 });
      const length = (seconds * den) / num;
      const unit = format === 'gif' ? 10 : 1;
      expect(Math.abs(totalMs(animation) - length * 1000)).toBeLessThanOrEqual(unit / 2 + 1e-6);
      expect(result.duration * 1000).toBeCloseTo(totalMs(animation), 6);
      const count = Math.ceil(length * fps - 1e-9);
      const wrong: string[] = [];
      for (let k = 0; k < count; k++) {
        const shown = readNumber(pixelsAt(animation, ((k + 0.5) * 1000) / fps));
        // Frames of the output that far apart in the video.
        const right = framesOnScreen(times, fraction(520, 1000), fraction(fps * den, num), k).map((at) => numbers[at]);
        if (!right.includes(shown)) wrong.push(`frame ${k} at ${fps} fps: ${shown}, not ${right.join(' or ')}`);
      }
      expect(wrong).toEqual([]);
      expect(await plan(options)).toMatchObject({ duration: result.duration, exact: true });
    }
  });
});

describe('speed', () => {
  test.each(['gif', 'webp'] as const)('scales the times of all frames of the source (%s)', async (format) => {
    const { animation } = await make({
      input: await plainClip(),
      duration: 0.4,
      fps: 'source',
      speed: 0.5,
      format,
      width: HALF_WIDTH,
    });
    expect(animation.delays).toEqual(Array.from({ length: 10 }, () => 80));
    expect(readNumber(pixelsAt(animation, 85))).toBe(1);
  });

  test('keeps every frame of a video that is slow enough without fps', async () => {
    const options = { input: await plainClip(), duration: 0.8, width: HALF_WIDTH, format: 'webp' } as const;
    const slow = await make({ ...options, speed: 0.5 });
    // 25 frames per second at half the speed are 12.5, which is below the limit of 15.
    expect(slow.animation.delays).toEqual(Array.from({ length: 20 }, () => 80));
    const fast = await make({ ...options, speed: 2 });
    expect(fast.animation.delays).toHaveLength(6);
    expect(totalMs(fast.animation)).toBe(400);
    expect((await plan({ ...options, speed: 2 })).frameRate).toBe(15);
  });

  test('reports the segment of the video, and the length of the output', async () => {
    const { result } = await make({ input: await plainClip(), start: 1, end: 3, speed: 4, width: HALF_WIDTH });
    expect(result).toMatchObject({ start: 1, end: 3, duration: 0.5 });
  });

  test('counts the frames of the output in the progress and against the limit', async () => {
    const seen: number[] = [];
    const input = await plainClip();
    const options = { input, duration: 2, speed: 0.25, fps: 10, width: HALF_WIDTH, format: 'webp' } as const;
    const { animation } = await make({
      ...options,
      onProgress: ({ frames, expectedFrames }) => seen.push(frames, expectedFrames),
    });
    expect(Math.max(...seen)).toBe(80);
    expect(totalMs(animation)).toBe(8000);
    expect(pictureIndexAt(animation, 7999)).toBe(animation.pictures.length - 1);
    await expect(make({ ...options, limits: { maxFrames: 79 } })).rejects.toMatchObject({ code: 'LIMIT_FRAMES' });
    await expect(make({ ...options, limits: { maxFrames: 80 } })).resolves.toBeDefined();
  });

  test('warns when the output has more frames than the video in that time', async () => {
    const options = { input: await plainClip(), duration: 0.4, fps: 20, width: HALF_WIDTH } as const;
    expect(warningCodes((await make({ ...options, speed: 0.5 })).result)).toContain('FPS_ABOVE_SOURCE');
    expect(warningCodes((await make({ ...options, speed: 2 })).result)).not.toContain('FPS_ABOVE_SOURCE');
  });

  test('ends with the video, also when the next frame of the output would come much later', async () => {
    const { result, animation } = await make({
      input: await plainClip(3),
      speed: 10,
      fps: 1,
      duration: 9,
      format: 'webp',
    });
    expect(result).toMatchObject({ end: 3, duration: 0.3 });
    expect(totalMs(animation)).toBe(300);
    expect(warningCodes(result)).toContain('END_CLAMPED');
  });
});
