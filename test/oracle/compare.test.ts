import { expect, test } from 'vitest';
import { channelMeans, combing, meansDiffer, type Pixels, psnr, ssim } from './compare.ts';

function pixels(paint: (x: number, y: number) => number, side = 32): Pixels {
  const data = new Uint8Array(side * side * 3);
  for (let i = 0; i < side * side; i++) data.fill(paint(i % side, Math.floor(i / side)), i * 3, i * 3 + 3);
  return { data, width: side, height: side, channels: 3 };
}

const waves = pixels((x, y) => 128 + 100 * Math.sin(x / 3) * Math.cos(y / 5));

test('scores equal frames with an SSIM of 1 and a PSNR of Infinity', () => {
  expect(ssim(waves, waves)).toBeCloseTo(1, 10);
  expect(psnr(waves, waves)).toBe(Number.POSITIVE_INFINITY);
});

test('scores a constant error of 10 with a PSNR of 28.13 dB', () => {
  const [a, b] = [pixels(() => 100), pixels(() => 110)];
  expect(psnr(a, b)).toBeCloseTo(28.13, 2);
  expect(meansDiffer(a, b)).toBeCloseTo(10, 6);
  expect(channelMeans(a)[1]).toBeCloseTo(100, 6);
});

test('scores different content low, and refuses different sizes', () => {
  expect(
    ssim(
      waves,
      pixels((x, y) => 255 - (waves.data[(y * 32 + x) * 3] ?? 0)),
    ),
  ).toBeLessThan(0);
  expect(() =>
    ssim(
      waves,
      pixels(() => 0, 16),
    ),
  ).toThrow('sizes differ');
});

test('detects combing only in interleaved fields', () => {
  expect(combing(waves)).toBe(0);
  expect(combing(pixels((x, y) => (x > 8 + (y % 2) * 12 ? 200 : 20)))).toBeGreaterThan(0.2);
});
