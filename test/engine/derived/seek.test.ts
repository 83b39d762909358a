import { expect, test } from 'vitest';
import { describeWithMedia } from '../../fixtures/media.ts';
import { make } from '../../support/engine.ts';
import { derivedCase, scoreOf } from './cases.ts';

describeWithMedia('segments late in a file', () => {
  test.each([
    ['gop-infinite.mp4', 6, 640, 360],
    ['gop-open-h264.mp4', 2.5, 640, 360],
    ['gop-open-h264.mp4', 3.1, 640, 360],
    ['gop-open-hevc.mp4', 2.2, 480, 270],
    ['gop-open-hevc.mp4', 1.05, 480, 270],
    ['gop-intra-refresh.mp4', 3.3, 480, 270],
    ['gop-30s.mp4', 25, 384, 216],
    ['yuv444-h264.mp4', 2, 480, 270],
    ['mpeg4-packed.avi', 1.5, 480, 270],
    ['wmv2.wmv', 2, 480, 270],
    ['theora.ogv', 2, 480, 270],
    ['av1.mp4', 2, 480, 270],
    ['vp9-10bit.webm', 2, 480, 270],
    ['start-1h.ts', 2, 480, 270],
    ['fragmented.mp4', 2, 480, 270],
    ['moov-at-end.mp4', 2, 480, 270],
    ['live-no-duration.mkv', 2, 480, 270],
    ['live-no-duration.flv', 2, 480, 270],
    ['vfr-burst.mp4', 1.2, 480, 270],
    ['odd-321x181.webm', 2, 321, 181],
    ['odd-321x181-444.mp4', 1, 321, 181],
    ['edit-list.mp4', 1, 480, 270],
    ['sar-64-45-pal.mp4', 1, 1024, 576],
    ['sar-1-2.mp4', 1, 480, 272],
  ] as const)('starts %s at %d s with the exact frame', async (input, start, width, height) => {
    const { mean, worst } = await scoreOf(derivedCase(input), { start, duration: 0.5, fps: 15, width, height });
    expect(mean).toBeGreaterThan(0.97);
    expect(worst).toBeGreaterThan(0.955);
  });

  test('decodes a TS from its only key frame', async () => {
    const { result, animation } = await make({
      input: derivedCase('interlaced-tff-h264.ts'),
      start: 2,
      format: 'webp',
      fps: 10,
      width: 240,
    });
    expect(Math.abs(result.duration - 1.003)).toBeLessThan(0.02);
    expect(animation.pictures.length).toBeGreaterThan(5);
  });
});
