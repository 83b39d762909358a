import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { referenceFolder } from '../oracle/reference.ts';
import { animate } from '../support/engine.ts';
import { output } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';

const FPS = 15;
const SECONDS = 1.2;
const WIDTH = 480;

/** The SDR clips with the height for a width of 480. */
const clips = [
  ['bbb-1080p24-h264.mp4', 270],
  ['flower-540p30-h264.mp4', 270],
  ['flower-540p30-vp8.webm', 270],
  ['butterfly-720p30-h264.mp4', 270],
  ['tears-of-steel-332p24-vp8.webm', 200],
  ['car-432p12-h264.mp4', 270],
  ['desktop-800p60-h264.mp4', 384],
  ['desktop-300p30-vp8.webm', 300],
] as const;

const bars = {
  webp: { quality: 95, mean: 0.98, worst: 0.96 },
  gif: { quality: 90, mean: 0.955, worst: 0.92 },
} as const;

interface Scored {
  w: number;
  h: number;
  pages: number;
  totalMs: number;
  ssim: number;
  ssimMin: number;
}

async function scored(file: string, references: string): Promise<Scored> {
  const sharp = createRequire(import.meta.url).resolve('sharp');
  const stdout = await output(process.execPath, [media.tool('score.mjs'), file, references, `${FPS}`, '0'], {
    env: { ...process.env, SHARP: sharp },
  });
  return JSON.parse(stdout.toString());
}

describeWithMedia('fidelity of the public clips', () => {
  describe.each(clips)('shows the frames of the reference as %s', (clip, height) => {
    test.each(['webp', 'gif'] as const)('shows the frames of the reference as %s', async (format) => {
      const bar = bars[format];
      const file = join(tempDir(), `out.${format}`);
      const segment = { start: 1, duration: SECONDS, fps: FPS, width: WIDTH, height };
      const { start, duration, fps, width } = segment;
      const result = await animate({
        input: media.public(clip),
        output: file,
        start,
        duration,
        fps,
        width,
        quality: bar.quality,
      });
      const got = await scored(file, await referenceFolder(media.public(clip), segment));
      expect([got.w, got.h]).toEqual([WIDTH, height]);
      expect(got.pages).toBe(result.frames);
      expect(got.pages).toBeLessThanOrEqual(SECONDS * FPS);
      expect(Math.abs(got.totalMs - SECONDS * 1000)).toBeLessThanOrEqual(format === 'gif' ? 10 : 1);
      expect(got.ssim).toBeGreaterThanOrEqual(bar.mean);
      expect(got.ssimMin).toBeGreaterThanOrEqual(bar.worst);
    });
  });
});
