import { expect, test } from 'vitest';
import { describeWithMedia, media } from '../../fixtures/media.ts';
import { ssim } from '../../oracle/compare.ts';
import { pixelsAt, reference } from '../../oracle/reference.ts';
import { make } from '../../support/engine.ts';
import { baseAt, derivedCase, shownAt } from './cases.ts';

const flower = media.public('flower-540p30-h264.mp4');

async function flowerAt(start: number) {
  const [picture] = await reference(flower, { start, duration: 0.1, fps: 10, width: 480, height: 270 });
  if (!picture) throw new Error('no reference frame');
  return picture;
}

describeWithMedia('choice of the video stream', () => {
  test.each([
    'audio-first.mp4',
    'wrong-extension.mp4',
    'live-no-duration.webm',
    'mjpeg.avi',
    'moov-at-end.mp4',
    'fragmented.mp4',
  ])('shows the flower for %s', async (file) => {
    expect(
      ssim(await shownAt(derivedCase(file), 0.52, { width: 480, height: 270 }), await flowerAt(0.5)),
    ).toBeGreaterThan(0.9);
  });

  test.each(['cover-and-video.mp4', 'attachment.mkv', 'two-video.mkv'])('shows the butterfly for %s', async (file) => {
    expect(ssim(await shownAt(derivedCase(file), 0.52), await baseAt(0.52))).toBeGreaterThan(0.93);
  });

  test.each(['res-change.264', 'res-change.ts'])('shows both parts of %s on one canvas', async (file) => {
    const { animation } = await make({ input: derivedCase(file), format: 'webp', fps: 10, quality: 90 });
    expect([animation.width, animation.height]).toEqual([480, 270]);
    expect(ssim(pixelsAt(animation, 450), await baseAt(0.4))).toBeGreaterThan(0.9);
    expect(ssim(pixelsAt(animation, 1550), await flowerAt(0.5))).toBeGreaterThan(0.75);
  });
});
