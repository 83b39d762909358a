import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { media } from '../fixtures/media.ts';
import { cached } from '../support/cache.ts';
import { output } from '../support/run.ts';
import { type Animation, pictureAt } from './animation.ts';
import { type Pixels, psnr, ssim } from './compare.ts';

interface Segment {
  /** Seconds from the first displayed frame. */
  start: number;
  /** Seconds. */
  duration: number;
  fps: number;
  width: number;
  height: number;
}

/** Returns a folder with the reference frames of a segment (%04d.png), made by reference.mjs. */
export function referenceFolder(video: string, segment: Segment): Promise<string> {
  const { start, duration, fps, width, height } = segment;
  const content = createHash('sha256').update(readFileSync(video)).digest('hex');
  return cached('reference', [content, segment], async (draft) => {
    const args = [media.tool('reference.mjs'), video, ...[start, duration, fps, width, height].map(String), draft];
    await output(process.execPath, args);
  });
}

/** Returns the reference frames of a segment. Works for SDR only. */
export async function reference(video: string, segment: Segment): Promise<Pixels[]> {
  const folder = await referenceFolder(video, segment);
  return Promise.all(
    readdirSync(folder)
      .sort()
      .map((name) => loadPixels(join(folder, name))),
  );
}

/** Decodes an image file to RGB. */
export async function loadPixels(file: string | Buffer): Promise<Pixels> {
  const { data, info } = await sharp(file)
    .removeAlpha()
    .toColorspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}

/** Returns the frame of the animation displayed at `ms`. */
export const pixelsAt = (animation: Animation, ms: number): Pixels => ({
  data: pictureAt(animation, ms),
  width: animation.width,
  height: animation.height,
  channels: 4,
});

export interface Score {
  /** Mean SSIM. */
  mean: number;
  /** SSIM of the worst frame. */
  worst: number;
  /** Mean PSNR in dB. */
  psnr: number;
}

/** Compares each reference frame with the frame that is displayed at the middle of its display time. */
export function score(animation: Animation, references: readonly Pixels[], fps: number): Score {
  const pairs = references.map((frame, k) => [pixelsAt(animation, ((k + 0.5) * 1000) / fps), frame] as const);
  const scores = pairs.map(([a, b]) => ssim(a, b));
  return {
    mean: scores.reduce((sum, one) => sum + one, 0) / scores.length,
    worst: Math.min(...scores),
    psnr: pairs.reduce((sum, [a, b]) => sum + Math.min(psnr(a, b), 60), 0) / pairs.length,
  };
}
