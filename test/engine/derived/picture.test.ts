import { expect, test } from 'vitest';
import { describeWithMedia } from '../../fixtures/media.ts';
import { channelMeans, meansDiffer, psnr, ssim } from '../../oracle/compare.ts';
import { reference } from '../../oracle/reference.ts';
import { baseAt, derivedCase, shownAt } from './cases.ts';

/** A time in the middle of a frame: at 1 s, time bases of 1 ms and of 1/30000 s can differ by a frame. */
const START = 1.05;

describeWithMedia('pixel formats and color', () => {
  test.each([
    'yuv444-h264.mp4',
    'yuv422p10-h264.mp4',
    'gbrp-h264.mp4',
    'hevc-10bit.mp4',
    'vp9-10bit.webm',
    'range-tv.mp4',
    'range-pc.mp4',
    'matrix-bt709.mp4',
    'matrix-smpte170m.mp4',
    'attachment.mkv',
    'two-video.mkv',
    'cover-and-video.mp4',
    'sar-2-1.webm',
  ])('shows %s like the base clip', async (file) => {
    const [shown, right] = await Promise.all([shownAt(derivedCase(file), START), baseAt(START)]);
    expect(ssim(shown, right)).toBeGreaterThan(file.endsWith('.webm') ? 0.9 : 0.95);
    expect(meansDiffer(shown, right)).toBeLessThan(3.5);
  });

  test.each([
    ['range-tv.mp4', 'range-pc.mp4'],
    ['matrix-bt709.mp4', 'matrix-smpte170m.mp4'],
  ])('shows %s and %s alike', async (one, other) => {
    const [a, b] = await Promise.all([shownAt(derivedCase(one), START), shownAt(derivedCase(other), START)]);
    expect(psnr(a, b)).toBeGreaterThan(34);
    expect(meansDiffer(a, b)).toBeLessThan(3.5); // the two clips differ by 2.7; a wrong matrix or range gives much more
  });

  test.each([
    'range-tv.mp4',
    'range-pc.mp4',
    'matrix-bt709.mp4',
    'matrix-smpte170m.mp4',
    'yuv422p10-h264.mp4',
    'gbrp-h264.mp4',
  ])('shows %s in the colors of the reference', async (file) => {
    const [right] = await reference(derivedCase(file), {
      start: START,
      duration: 0.1,
      fps: 10,
      width: 480,
      height: 270,
    });
    expect(right).toBeDefined();
    if (right) expect(meansDiffer(await shownAt(derivedCase(file), START), right)).toBeLessThan(1);
  });

  test.each(['gif', 'webp'] as const)('keeps gray frames gray (%s)', async (format) => {
    const [shown, right] = await Promise.all([shownAt(derivedCase('gray-h264.mp4'), START, { format }), baseAt(START)]);
    const means = channelMeans(shown);
    expect(Math.max(...means) - Math.min(...means)).toBeLessThan(1.5);
    const [r, g, b] = channelMeans(right);
    expect(Math.abs(means[1] - (0.2126 * r + 0.7152 * g + 0.0722 * b))).toBeLessThan(6);
    let worst = 0;
    for (let i = 0; i < shown.data.length; i += 4)
      worst = Math.max(worst, Math.abs((shown.data[i] ?? 0) - (shown.data[i + 2] ?? 0)));
    expect(worst).toBeLessThan(12);
  });
});
