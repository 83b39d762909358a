import { describe, expect, test } from 'vitest';
import { type Fit, resolveSize } from './resolution.js';

const landscape = { width: 1920, height: 1080 };
const portrait = { width: 1080, height: 1920 };

function sizes(
  display: { width: number; height: number },
  width: number,
  height: number,
  fit: Fit = 'stretch',
  resolutionAdaptive = false,
): string {
  const { canvas, picture } = resolveSize(display, { width, height, fit, resolutionAdaptive });
  return `${canvas.width}x${canvas.height} ${picture.width}x${picture.height}`;
}

describe('resolveSize() without a size', () => {
  test('returns the displayed size', () => {
    expect(sizes(landscape, 0, 0)).toBe('1920x1080 1920x1080');
    expect(sizes(portrait, 0, 0, 'stretch', true)).toBe('1080x1920 1080x1920');
  });

  test('limits the long edge to 4096', () => {
    expect(sizes({ width: 7680, height: 4320 }, 0, 0)).toBe('4096x2304 4096x2304');
    expect(
      resolveSize({ width: 4320, height: 7680 }, { width: 0, height: 0, fit: 'stretch', resolutionAdaptive: false }),
    ).toEqual({
      canvas: { width: 2304, height: 4096 },
      picture: { width: 2304, height: 4096 },
      reduced: true,
      enlarged: false,
    });
  });
});

describe('resolveSize() with one side', () => {
  test('computes the other side in proportion, rounded to the nearest', () => {
    expect(sizes(landscape, 480, 0)).toBe('480x270 480x270');
    expect(sizes(landscape, 0, 480)).toBe('853x480 853x480');
    expect(sizes({ width: 640, height: 427 }, 320, 0)).toBe('320x214 320x214');
    expect(sizes(portrait, 480, 0)).toBe('480x853 480x853');
  });

  test('returns at least 1', () => {
    expect(sizes({ width: 4000, height: 2 }, 16, 0)).toBe('16x1 16x1');
  });

  test('applies the sides to the long and short edge if adaptive', () => {
    expect(sizes(landscape, 480, 0, 'stretch', true)).toBe('480x270 480x270');
    expect(sizes(portrait, 480, 0, 'stretch', true)).toBe('270x480 270x480');
    expect(sizes(portrait, 0, 270, 'stretch', true)).toBe('270x480 270x480');
    expect(sizes({ width: 100, height: 100 }, 480, 0, 'stretch', true)).toBe('480x480 480x480');
  });

  test('uses the exact sample aspect ratio', () => {
    // 720x480 with pixels of 32:27 is 853.33 wide.
    const display = { width: 853, height: 480, proportion: { num: 16, den: 9 } };
    expect(sizes(display, 1600, 0)).toBe('1600x900 1600x900');
    expect(sizes(display, 853, 0)).toBe('853x480 853x480');
  });

  test('rejects a side above the limit of WebP', () => {
    expect(() => sizes({ width: 100, height: 1000 }, 4096, 0)).toThrow(
      'The output would be 4096x40960 pixels; no side may be longer than 16383',
    );
  });
});

describe('resolveSize() with both sides', () => {
  test.each<[Fit, string]>([
    ['stretch', '400x400 400x400'],
    ['contain', '400x225 400x225'],
    ['cover', '400x400 711x400'],
    ['pad', '400x400 400x225'],
  ])('applies fit %s', (fit, expected) => {
    expect(sizes(landscape, 400, 400, fit)).toBe(expected);
  });

  test('applies the sides to the long and short edge if adaptive', () => {
    expect(sizes(landscape, 640, 320, 'stretch', true)).toBe('640x320 640x320');
    expect(sizes(portrait, 640, 320, 'stretch', true)).toBe('320x640 320x640');
    expect(sizes(portrait, 640, 320, 'contain', true)).toBe('320x569 320x569');
  });
});

test.each<[number, number, Fit, boolean]>([
  [1920, 1080, 'stretch', false],
  [1921, 0, 'stretch', true],
  [1000, 1081, 'stretch', true],
  [1920, 4000, 'pad', false],
  [3840, 4000, 'pad', true],
  [1920, 1200, 'cover', true],
])('reports for %dx%d with fit %s whether the video is enlarged: %s', (width, height, fit, enlarged) => {
  expect(resolveSize(landscape, { width, height, fit, resolutionAdaptive: false }).enlarged).toBe(enlarged);
});
