import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { decodeWithSharp, totalMs } from '../oracle/animation.ts';
import { parseGif } from '../oracle/gif.ts';
import { reference, score } from '../oracle/reference.ts';
import { make } from '../support/engine.ts';
import { JobChild } from '../support/job-child.ts';
import { tempDir } from '../support/temp.ts';
import { hardTruths } from './hard-truths.ts';

/** Some are 1080p HDR or alpha at 60 fps, and other tests run at the same time. */
const SLOW_MS = 40_000;
const child = new JobChild();
afterAll(() => child.close());

describeWithMedia('hard media', () => {
  test('has expected values for every file', () => {
    expect(Object.keys(hardTruths).sort()).toEqual(readdirSync(media.folder('hard')).sort());
  });

  describe.each(Object.entries(hardTruths).filter(([, truth]) => truth.size))('%s', (file, truth) => {
    const [width, height] = truth.size ?? [0, 0];

    test('makes frames of the display size', async () => {
      const output = join(tempDir(), 'size.webp');
      const outcome = await child.animate({ input: media.hard(file), output, fps: 10, duration: 0.1, quality: 50 });
      expect(outcome).toMatchObject({ kind: 'ok', result: { width, height } });
      if (outcome.kind === 'ok' && truth.source) expect(outcome.result.source).toMatchObject(truth.source);
    });

    test('plays its last seconds to the end of the last frame, in proportion', async () => {
      const output = join(tempDir(), 'end.gif');
      const last = Math.min(3, truth.seconds ?? 3);
      const start = (truth.seconds ?? 3) > 3 ? -3 : 0;
      const outcome = await child.animate(
        { input: media.hard(file), output, start, fps: 10, width: 160, quality: 50 },
        SLOW_MS,
      );
      expect(outcome).toMatchObject({ kind: 'ok', result: { width: 160 } });
      if (outcome.kind !== 'ok') return;
      expect(Math.abs(outcome.result.height - (160 * height) / width)).toBeLessThanOrEqual(1);
      const bytes = readFileSync(output);
      expect(parseGif(bytes).frames).toHaveLength(outcome.result.frames);
      const within = truth.within ?? 0.06;
      expect(Math.abs(totalMs(await decodeWithSharp(bytes)) / 1000 - last)).toBeLessThan(within);
      expect(Math.abs(outcome.result.end - (truth.seconds ?? 3))).toBeLessThan(within);
    });
  });

  test.each(Object.entries(hardTruths).filter(([, truth]) => truth.refused))('refuses %s', async (file, truth) => {
    const outcome = await child.animate({ input: media.hard(file), output: join(tempDir(), 'none.gif') });
    expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringMatching(/\S{3,}/) });
    if (outcome.kind === 'refused') expect(truth.refused).toContain(outcome.code);
  });

  // SDR clips with one defined rendering; the reference rotates and scales as players do.
  test.each([
    ['rot90-fragmented-1080p-h264.mp4', 1.2, 270, 480],
    ['iphone-rot90-568x320-h264.mov', 2, 320, 568],
    ['rot-and-reflect-h264.mp4', 0.4, 360, 540],
    ['bbb-1080p-mpeg2-startpts.ts', 1, 480, 270],
    ['start10s-sar-h264.mp4', 2, 480, 270],
    ['bbb-642x642-vp9.webm', 1, 320, 320],
    ['bt601-h264.mov', 0.4, 320, 214],
    ['srgb-transfer-h264.mp4', 0.4, 360, 240],
    ['person-av1.mp4', 0.4, 360, 240],
    ['mpeg4-960x400.avi', 2, 480, 200],
    ['person-h264.flv', 0.4, 360, 240],
    ['fragmented-huge-duration-h264.mp4', 0.4, 360, 240],
    ['partially-fragmented-h264.mp4', 0.4, 360, 240],
    ['no-stss-h264.mp4', 0.4, 360, 240],
    ['carphone-qcif-sar128-117-h264.mp4', 2, 193, 144],
    ['bug-grayscale-onegop-h264.mp4', 5, 320, 180],
    ['flower-fragmented-h264.mp4', 3, 480, 270],
    ['damaged-audio-track-h264.mp4', 8, 320, 180],
    ['h264-10bit-200x200.mp4', 0.4, 200, 200],
    ['bt709-fullrange-h264.mp4', 0.4, 480, 270],
    ['sar2x1-h264.mp4', 2, 640, 180],
  ] as const)('shows the frames of the reference for %s from %d s', async (file, start, width, height) => {
    const segment = { start, duration: 0.4, fps: 15, width, height };
    const { animation } = await make({
      input: media.hard(file),
      start,
      duration: 0.4,
      fps: 15,
      width,
      height,
      format: 'webp',
      quality: 95,
    });
    const { mean, worst } = score(animation, await reference(media.hard(file), segment), 15);
    expect(mean).toBeGreaterThan(0.97);
    expect(worst).toBeGreaterThan(0.955);
  });
});
