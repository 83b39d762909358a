import { describe, expect, test } from 'vitest';
import { type Animation, totalMs } from '../oracle/animation.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { expectRefusal, make } from '../support/engine.ts';

const FPS = 30;

/** Pictures that repeat after a number of frames, as expressions of ffmpeg for the luma. */
const periodic = {
  pendulum: (period: number) => `60+170*lt(hypot(X-160-90*sin(2*PI*N/${period}),Y-90),16)`,
  wheel: (period: number) =>
    `60+150*lt(abs(mod(atan2(Y-90,X-160)-2*PI*N/${period}+20*PI,2*PI)-3),0.25)*lt(hypot(X-160,Y-90),80)`,
  waves: (period: number) => `128+60*sin(X/20-2*PI*N/${period})+30*sin(Y/15+4*PI*N/${period})`,
} as const;

/** A clip with noise, and with a camera that shakes by some pixels. */
const clip = (kind: keyof typeof periodic, period: number, noise = 0, shake = 0): Promise<string> =>
  cached(`periodic-${kind}-${period}-${noise}-${shake}.mkv`, 1, async (draft) => {
    const frames = Math.ceil(period * 3.3);
    const picture = `nullsrc=s=320x180:r=${FPS}:d=${frames / FPS},geq=lum='${periodic[kind](period)}':cb=110:cr=140`;
    const moved = `${picture},crop=304:164:x='8+${shake}*(2*random(0)-1)':y='8+${shake}*(2*random(1)-1)'`;
    const noisy = noise > 0 ? `,noise=alls=${noise}:allf=t:all_seed=5` : '';
    await ffmpeg(['-f', 'lavfi', '-i', `${moved}${noisy}`, '-c:v', 'libx264', '-crf', '20', draft]);
  });

describe('seamless find', () => {
  test.each([
    ['pendulum', 37, 0, 0],
    ['pendulum', 50, 12, 0],
    ['pendulum', 61, 12, 2],
    ['wheel', 37, 0, 0],
    ['wheel', 44, 12, 1],
    ['wheel', 58, 20, 2],
    ['waves', 37, 0, 0],
    ['waves', 50, 20, 0],
    ['waves', 44, 12, 2],
    ['waves', 61, 0, 3],
  ] as const)(
    'finds the period of a %s of %i frames within a frame, with noise %i and shake %i',
    async (kind, period, noise, shake) => {
      const input = await clip(kind, period, noise, shake);
      for (const factor of [0.87, 1.06, 1.14]) {
        const given = { input, start: 0.6, duration: (period * factor) / FPS, width: 160, format: 'webp' } as const;
        for (const fps of [undefined, 'source'] as const) {
          const { result, animation } = await make({ ...given, fps, effort: 0, seamless: 'find' });
          const frames = (result.end - result.start) * FPS;
          expect(Math.abs(frames - period)).toBeLessThanOrEqual(1.01);
          expect(result.seam).toMatchObject({ moved: true, crossfade: 0 });
          expect(totalMs(animation)).toBe(Math.round((result.end - result.start) * 1000));
        }
      }
    },
  );

  test('moves the ends by at most the window', async () => {
    const given = { input: await clip('waves', 50), start: 1, duration: 1.5, width: 160, seamless: 'find' } as const;
    const { start, end } = (await make({ ...given, seamlessWindow: 0.1 })).result;
    expect(Math.abs(start - 1)).toBeLessThan(0.11);
    expect(Math.abs(end - 2.5)).toBeLessThan(0.11);
    expect(end - start).toBeLessThan(1.7);
  });

  test('shows the frames between the ends that it reports', async () => {
    const given = { input: await clip('wheel', 44, 12, 1), width: 160, format: 'webp', effort: 0 } as const;
    const found = await make({ ...given, start: 0.6, duration: 1.3, seamless: 'find' });
    const { start, end } = found.result;
    const plain = await make({ ...given, start, end });
    expect(found.result.md5).toBe(plain.result.md5);
  });

  test('does not call ends moved that were right, and warns of an end after that of the video', async () => {
    const input = await clip('waves', 50);
    const given = { input, start: 0.5, width: 160, format: 'webp', fps: 'source', seamless: 'find' } as const;
    const right = (await make({ ...given, duration: 50 / FPS })).result;
    expect(right.seam).toMatchObject({ moved: false });
    expect(right.start).toBe(0.5);
    const { warnings } = (await make({ ...given, end: 100 })).result;
    expect(warnings.map(({ code }) => code)).toContain('END_CLAMPED');
  });

  test('does not take more frames than the limit', async () => {
    const given = { input: await clip('waves', 61, 0, 3), start: 0.5, duration: 1.8, fps: 30, width: 160 } as const;
    await expect(make({ ...given, seamless: 'find', limits: { maxFrames: 55 } })).resolves.toBeDefined();
  });

  test('does not make the segment longer than the limit', async () => {
    const given = { input: await clip('waves', 50), start: 0.5, duration: 1.5, width: 160, seamless: 'find' } as const;
    const { start, end } = (await make({ ...given, limits: { maxDuration: 1.55 } })).result;
    expect(end - start).toBeLessThanOrEqual(1.55);
  });
});

describe('seamless crossfade', () => {
  /** The mean difference of two pictures. */
  const difference = (one: Buffer, other: Buffer): number => {
    let sum = 0;
    for (let i = 0; i < one.length; i++) sum += Math.abs((one[i] ?? 0) - (other[i] ?? 0));
    return sum / one.length;
  };
  const jump = ({ pictures }: Animation): number => {
    const [first = Buffer.alloc(0)] = pictures;
    const steps = pictures.slice(1).map((picture, index) => difference(pictures[index] ?? first, picture));
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    return difference(pictures.at(-1) ?? first, first) / mean;
  };
  /** A bar that moves across the picture once, in 4 s. */
  const bar = (): Promise<string> =>
    cached('bar.mkv', 1, async (draft) => {
      const picture = `nullsrc=s=320x180:r=${FPS}:d=4,geq=lum='50+180*lt(abs(X-N*2.6),30)':cb=110:cr=140`;
      await ffmpeg(['-f', 'lavfi', '-i', picture, '-c:v', 'libx264', '-crf', '16', draft]);
    });

  test('lets the last frame differ from the first one no more than neighbors do', async () => {
    const given = { input: await bar(), start: 1, duration: 2, format: 'webp', quality: 90 } as const;
    expect(jump((await make(given)).animation)).toBeGreaterThan(3);
    for (const more of [
      {},
      { crossfade: 1 },
      { fps: 'source' },
      { speed: 2, crossfade: 0.3 },
      { playback: 'reverse' },
    ] as const) {
      const { result, animation } = await make({ ...given, ...more, seamless: 'crossfade' });
      expect(jump(animation)).toBeLessThanOrEqual(1.1);
      expect(result.seam?.jumpBefore).toBeGreaterThan(3);
      expect(result.seam?.jump).toBeLessThanOrEqual(1.2);
      expect(result.start).toBe(1);
      expect(result.end).toBe(3);
      expect(result.duration).toBeCloseTo('speed' in more ? 1 : 2, 2);
    }
  });

  test('begins with the frame at the start, and blends only at the end', async () => {
    const given = { input: await bar(), start: 1, duration: 2, fps: 10, format: 'webp', quality: 90 } as const;
    const plain = (await make(given)).animation.pictures;
    const faded = (await make({ ...given, seamless: 'crossfade' })).animation.pictures;
    expect(faded).toHaveLength(20);
    for (const [index, picture] of plain.entries()) {
      const off = difference(picture, faded[index] ?? picture);
      if (index < 15) expect(off).toBeLessThan(1);
      if (index > 15) expect(off).toBeGreaterThan(3);
    }
    // The last frame is the one before the start.
    const before = (await make({ ...given, start: 0.9, duration: 0.1 })).animation.pictures[0] ?? Buffer.alloc(0);
    expect(difference(faded.at(-1) ?? Buffer.alloc(0), before)).toBeLessThan(1);
  });

  test('counts only the frames of the output against the limit, and in the progress', async () => {
    const seen: number[] = [];
    const { animation } = await make({
      ...{ input: await bar(), start: 1, duration: 2, fps: 10, width: 160, seamless: 'crossfade', crossfade: 1 },
      limits: { maxFrames: 20 },
      onProgress: ({ frames, expectedFrames }) => {
        seen.push(frames);
        if (frames > 0) expect(expectedFrames).toBe(20);
      },
    });
    expect(animation.pictures).toHaveLength(20);
    expect(Math.max(...seen)).toBe(20);
    expect(seen).toEqual([...seen].sort((one, other) => one - other));
  });

  test('of a segment that is shorter than two fades is as long as its half', async () => {
    for (const [start, end, duration] of [
      [0, 0.4, 0.2],
      [3.8, 0, 0.2],
    ] as const) {
      const { result } = await make({ input: await bar(), start, end, width: 160, fps: 10, seamless: 'crossfade' });
      expect(result.duration).toBeCloseTo(duration, 5);
      expect(result.end - result.start).toBeCloseTo(duration, 5);
      expect(result.warnings).toEqual([]);
    }
  });

  test('stops at once when it is aborted, also while frames are rendered', async () => {
    for (const ms of [5, 40, 80, 120, 160]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), ms);
      const job = make({
        ...{ input: await bar(), start: 1, duration: 2, width: 1600, fps: 'source', threads: 3 },
        ...{ seamless: 'crossfade', signal: controller.signal },
      });
      await expect(job).rejects.toMatchObject({ name: 'AbortError' });
    }
  });

  test('begins later when the video has no frames before the start', async () => {
    const { result, animation } = await make({
      input: await bar(),
      end: 2,
      fps: 10,
      format: 'webp',
      seamless: 'crossfade',
    });
    expect([result.start, result.end, result.duration]).toEqual([0.5, 2, 1.5]);
    expect(animation.pictures).toHaveLength(15);
    expect(jump(animation)).toBeLessThanOrEqual(1.1);
  });

  test('makes the same bytes when the frames do not fit into the temporary file, and with any number of threads', async () => {
    const given = { input: await bar(), start: 1, duration: 1, width: 160, fps: 10, seamless: 'crossfade' } as const;
    const { md5 } = (await make(given)).result;
    for (const threads of [1, 3]) expect((await make({ ...given, threads })).result.md5).toBe(md5);
    const limits = { maxSpoolBytes: 4 * 160 * 90 * 4 };
    expect((await make({ ...given, limits })).result.md5).toBe(md5);
  });

  test('can be combined with a byte budget', async () => {
    const { result, animation } = await make({
      ...{ input: await bar(), start: 1, duration: 2, format: 'webp', seamless: 'crossfade', maxBytes: 12_000 },
    });
    expect(result.size).toBeLessThanOrEqual(12_000);
    expect(result.fitted).toBeDefined();
    expect(jump(animation)).toBeLessThan(2);
  });

  test('of auto is used only when no match is good', async () => {
    const loops = await make({
      input: await clip('waves', 50),
      start: 0.5,
      duration: 1.6,
      width: 160,
      seamless: 'auto',
    });
    expect(loops.result.seam).toMatchObject({ moved: true, crossfade: 0 });
    const moves = await make({ input: await bar(), start: 1, duration: 2, width: 160, seamless: 'auto' });
    expect(moves.result.seam?.crossfade).toBeGreaterThan(0);
    expect(moves.result.seam?.jump).toBeLessThan(1.2);
  });
});

test('seamless is refused with a boomerang, which has no jump', async () => {
  await expectRefusal(
    make({ input: await clip('waves', 37), playback: 'boomerang', seamless: 'find' }),
    'INVALID_OPTION',
  );
});
