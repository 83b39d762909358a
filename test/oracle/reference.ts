import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { media } from '../fixtures/media.ts';
import { cached } from '../support/cache.ts';
import { output } from '../support/run.ts';
import { type Animation, pictureAt } from './animation.ts';
import { type Pixels, psnr, ssim } from './compare.ts';

export interface Segment {
  /** Seconds from the first displayed frame. */
  start: number;
  /** Seconds. */
  duration: number;
  fps: number;
  width: number;
  height: number;
}

/** The folder with the frames (%04d.png) that an animation of the segment should show, made by reference.mjs. */
export function referenceFolder(video: string, segment: Segment): Promise<string> {
  const { start, duration, fps, width, height } = segment;
  const content = createHash('sha256').update(readFileSync(video)).digest('hex');
  return cached('reference', [content, segment], async (draft) => {
    const args = [media.tool('reference.mjs'), video, ...[start, duration, fps, width, height].map(String), draft];
    await output(process.execPath, args);
  });
}

/** The frames that an animation of the segment should show. SDR only. */
export async function reference(video: string, segment: Segment): Promise<Pixels[]> {
  const folder = await referenceFolder(video, segment);
  return Promise.all(
    readdirSync(folder)
      .sort()
      .map((name) => loadPixels(join(folder, name))),
  );
}

/** A picture file's pixels, RGB. */
export async function loadPixels(file: string | Buffer): Promise<Pixels> {
  const { data, info } = await sharp(file)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}

/** The animation's picture on screen at `ms`. */
export const pixelsAt = (animation: Animation, ms: number): Pixels => ({
  data: pictureAt(animation, ms),
  width: animation.width,
  height: animation.height,
  channels: 4,
});

export interface Score {
  mean: number;
  worst: number;
  /** Mean dB. */
  psnr: number;
}

/** Compares by time: reference k with the picture on screen in the middle of its turn. */
export function score(animation: Animation, references: readonly Pixels[], fps: number): Score {
  const pairs = references.map((picture, k) => [pixelsAt(animation, ((k + 0.5) * 1000) / fps), picture] as const);
  const all = pairs.map(([a, b]) => ssim(a, b));
  return {
    mean: all.reduce((sum, one) => sum + one, 0) / all.length,
    worst: Math.min(...all),
    psnr: pairs.reduce((sum, [a, b]) => sum + Math.min(psnr(a, b), 60), 0) / pairs.length,
  };
}
