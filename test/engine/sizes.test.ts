import { describe, expect, test } from 'vitest';
import { readNumber } from '../fixtures/number-picture.ts';
import { plainClip } from '../fixtures/numbered.ts';
import { pictureAt } from '../oracle/animation.ts';
import { pixelsAt } from '../oracle/reference.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { type AnimateOptions, expectRefusal, make, warningCodes } from '../support/engine.ts';

/** 160x96. */
const sized = async (options: Partial<AnimateOptions>) =>
  make({ input: await plainClip(), duration: 0.2, fps: 5, format: 'webp', quality: 90, ...options });

const solid = (width: number, height: number): Promise<string> =>
  cached(`solid-${width}x${height}.mkv`, 1, async (draft) => {
    await ffmpeg(['-f', 'lavfi', '-i', `color=c=red:s=${width}x${height}:r=5:d=0.4`, '-c:v', 'ffv1', draft]);
  });

describe('size', () => {
  test.each([
    ['no size given', {}, 160, 96],
    ['width alone', { width: 80 }, 80, 48],
    ['height alone, rounded to nearest', { height: 31 }, 52, 31],
    ['width and height, which stretch', { width: 50, height: 90 }, 50, 90],
    ['contain', { width: 80, height: 80, fit: 'contain' }, 80, 48],
    ['cover', { width: 80, height: 80, fit: 'cover' }, 80, 80],
    ['pad', { width: 80, height: 80, fit: 'pad' }, 80, 80],
    ['adaptive', { width: 64, resolutionAdaptive: true }, 64, 38],
    ['adaptive by the short edge', { height: 48, resolutionAdaptive: true }, 80, 48],
  ] as const)('computes the size: %s', async (_, options, width, height) => {
    const { result, animation } = await sized(options);
    expect([result.width, result.height]).toEqual([width, height]);
    expect([animation.width, animation.height]).toEqual([width, height]);
    expect(result.warnings).toEqual([]);
    if (!('fit' in options) || options.fit === 'contain') expect(readNumber(pixelsAt(animation, 1))).toBe(0);
  });

  test('fills the sides with the background for "pad"', async () => {
    const { animation } = await sized({ width: 80, height: 80, fit: 'pad', background: '#00f' });
    const picture = pictureAt(animation, 1);
    const pixel = (x: number, y: number): number[] => [...picture.subarray((y * 80 + x) * 4, (y * 80 + x) * 4 + 4)];
    for (const [x, y] of [
      [40, 4],
      [40, 75],
    ] as const) {
      const [r = 255, g = 255, b = 0, a] = pixel(x, y);
      expect(r).toBeLessThan(16);
      expect(g).toBeLessThan(16);
      expect(b).toBeGreaterThan(239);
      expect(a).toBe(255);
    }
  });

  test.each(['gif', 'webp'] as const)('fills the sides with a transparent background (%s)', async (format) => {
    const { animation } = await sized({ width: 80, height: 80, fit: 'pad', background: 'transparent', format });
    const picture = pictureAt(animation, 1);
    expect(picture[(2 * 80 + 40) * 4 + 3]).toBe(0);
    expect(picture[(40 * 80 + 40) * 4 + 3]).toBe(255);
  });

  test('keeps the proportion and crops evenly for "cover"', async () => {
    const { animation } = await sized({ width: 96, height: 96, fit: 'cover' });
    const source = await sized({});
    const at = (picture: Buffer, width: number, x: number, y: number): number => picture[(y * width + x) * 4] ?? 0;
    for (const [x, y] of [
      [10, 60],
      [48, 70],
      [85, 60],
    ] as const) {
      expect(
        Math.abs(at(pictureAt(animation, 1), 96, x, y) - at(pictureAt(source.animation, 1), 160, x + 32, y)),
      ).toBeLessThan(24);
    }
  });

  test('keeps at least one pixel of an extreme shape', async () => {
    const { result } = await sized({ input: await solid(1600, 16), width: 32 });
    expect([result.width, result.height]).toEqual([32, 1]);
  });

  test('enlarges beyond the source with a warning', async () => {
    const { result } = await sized({ width: 320 });
    expect([result.width, result.height]).toEqual([320, 192]);
    expect(warningCodes(result)).toContain('SIZE_ABOVE_SOURCE');
  });

  test('reduces a source beyond 4096 pixels without a given size, with a warning', async () => {
    const { result } = await sized({ input: await solid(5000, 50) });
    expect([result.width, result.height]).toEqual([4096, 41]);
    expect(warningCodes(result)).toEqual(['SIZE_REDUCED']);
  });

  test.each([{ width: 15 }, { height: 4097 }, { width: 1.5 }, { width: -16 }])('refuses %o', async (options) => {
    await expectRefusal(sized(options), 'INVALID_OPTION');
  });
});
