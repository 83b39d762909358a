import { plan } from '@cliploop/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { HALF_WIDTH, readNumber } from '../fixtures/number-picture.ts';
import { numbered, numbersIn, plainClip } from '../fixtures/numbered.ts';
import { numberedSources } from '../fixtures/numbered-sources.ts';
import { type Animation, totalMs } from '../oracle/animation.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { type AnimateOptions, expectRefusal, make } from '../support/engine.ts';

/** The frames in the order of display, with their times in ms. */
const shown = ({ pictures, delays, width, height }: Animation): [number: number, ms: number][] =>
  pictures.map((data, index) => [readNumber({ data, width, height, channels: 4 }), delays[index] ?? 0]);

/** What reverse and boomerang show, from what forward shows. */
const orders = {
  reverse: <T>(frames: readonly T[]): T[] => [...frames].reverse(),
  boomerang: <T>(frames: readonly T[]): T[] => [...frames, ...frames.slice(1, -1).reverse()],
} as const;
const playbacks = ['reverse', 'boomerang'] as const;

describe.each([
  'mp4 h264 open GOP',
  'mp4 h264 with gaps',
  'webm vp9 30 fps',
  'ts h264, one key frame',
  'mpg mpeg2 25 fps',
] as const)('%s', (name) => {
  let file: string;
  let numbers: number[];
  beforeAll(async () => {
    const spec = numberedSources[name];
    if (spec === undefined) throw new Error(`no source ${name}`);
    file = await numbered(name.replaceAll(/[^a-z0-9]+/g, '-'), spec);
    numbers = await numbersIn(file);
  });

  test.each(playbacks)('plays every frame once, in the right order and for its time: %s', async (playback) => {
    for (const [format, options] of [
      ['webp', { fps: 'source', start: 0, duration: 1.2 }],
      ['webp', { start: 1.03, duration: 0.9 }],
      ['gif', { fps: 10, start: 0.52, end: 2 }],
      ['gif', { fps: 12, speed: 1.5, start: 1, duration: 1 }],
    ] as const) {
      const given = { input: file, width: HALF_WIDTH, quality: 85, format, ...options };
      const forward = shown((await make(given)).animation);
      const { result, animation } = await make({ ...given, playback });
      const played = shown(animation);
      expect(forward.every(([number]) => numbers.includes(number))).toBe(true);
      expect(played.map(([number]) => number)).toEqual(orders[playback](forward.map(([number]) => number)));
      // Rounding to the units of the format moves the frames by one unit.
      const unit = format === 'gif' ? 10 : 1;
      for (const [index, [, ms]] of orders[playback](forward).entries()) {
        expect(Math.abs((played[index]?.[1] ?? 0) - ms)).toBeLessThanOrEqual(2 * unit);
      }
      expect(result.duration * 1000).toBeCloseTo(totalMs(animation), 6);
      const planned = await plan({ ...given, playback });
      // The packets of MPEG-PS have no times, so that the frames are computed from the rate.
      expect(planned.exact).toBe(name !== 'mpg mpeg2 25 fps');
      expect(planned.frames).toBe(played.length);
      expect(planned.duration).toBeCloseTo(result.duration, planned.exact ? 5 : 1);
    }
  });
});

describe.each(playbacks)('playback %s', (playback) => {
  const options = async (): Promise<AnimateOptions> => ({
    input: await plainClip(),
    start: 0.5,
    duration: 2,
    fps: 10,
    width: HALF_WIDTH,
    format: 'webp',
    playback,
  });

  test('makes the same bytes when the frames do not fit into the temporary file', async () => {
    const { result } = await make(await options());
    const frame = HALF_WIDTH * 48 * 4;
    for (const frames of [1, 3, 7, 19, 20]) {
      const limits = { maxSpoolBytes: frames * frame };
      expect((await make({ ...(await options()), limits })).result.md5).toBe(result.md5);
    }
    await expectRefusal(make({ ...(await options()), limits: { maxSpoolBytes: frame - 1 } }), 'LIMIT_SPOOL_BYTES');
  });

  test('makes the same bytes with any number of threads', async () => {
    const { result } = await make({ ...(await options()), threads: 1 });
    for (const threads of [2, 5]) expect((await make({ ...(await options()), threads })).result.md5).toBe(result.md5);
  });

  test('keeps transparent pixels', async () => {
    const input = await cached('playback-alpha.mkv', 1, async (draft) => {
      const filter = 'testsrc2=s=80x48:r=10:d=1,format=yuva420p,geq=lum=lum(X\\,Y):a=if(lt(X\\,40+N)\\,255\\,0)';
      await ffmpeg(['-f', 'lavfi', '-i', filter, '-c:v', 'ffv1', draft]);
    });
    const forward = (await make({ input, format: 'webp', quality: 90 })).animation.pictures;
    const played = (await make({ input, format: 'webp', quality: 90, playback })).animation.pictures;
    const alphaAt = (picture: Buffer | undefined, x: number): number | undefined => picture?.[(20 * 80 + x) * 4 + 3];
    const edge = (picture: Buffer | undefined): number =>
      Array.from({ length: 80 }, (_, x) => x).filter((x) => (alphaAt(picture, x) ?? 0) > 127).length;
    expect(played.map(edge)).toEqual(orders[playback](forward.map(edge)));
  });

  test('reports progress that grows up to all frames of the output', async () => {
    const seen: number[] = [];
    const { animation } = await make({
      ...(await options()),
      onProgress: ({ frames, expectedFrames }) => {
        seen.push(frames);
        if (frames > 0) expect(expectedFrames).toBe(playback === 'reverse' ? 20 : 38);
      },
    });
    expect(seen).toEqual([...seen].sort((one, other) => one - other));
    expect(seen.at(-1)).toBe(animation.pictures.length);
  });

  test('counts the frames of the output against the limit', async () => {
    const frames = playback === 'reverse' ? 20 : 38;
    await expectRefusal(make({ ...(await options()), limits: { maxFrames: frames - 1 } }), 'LIMIT_FRAMES');
    await expect(make({ ...(await options()), limits: { maxFrames: frames } })).resolves.toBeDefined();
  });

  test('stops at once when it is aborted', async () => {
    const controller = new AbortController();
    const job = make({
      ...(await options()),
      duration: undefined,
      fps: 'source',
      signal: controller.signal,
      onPlan: () => controller.abort(),
    });
    await expect(job).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('plays a single frame', async () => {
    const { animation } = await make({ ...(await options()), duration: 0.05 });
    expect(animation.pictures).toHaveLength(1);
  });
});
