import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { plainClip } from '../fixtures/numbered.ts';
import { type AnimateOptions, animate } from '../support/engine.ts';
import { output } from '../support/run.ts';

async function sums(options: Omit<AnimateOptions, 'threads'>): Promise<Set<string>> {
  const found = new Set<string>();
  for (const threads of [1, 2, 8, 2]) found.add((await animate({ ...options, threads })).md5);
  return found;
}

test.each(['gif', 'webp'] as const)('makes the same %s with any number of threads', async (format) => {
  const input = await plainClip();
  expect(await sums({ input, format, fps: 25, duration: 1.5 })).toHaveProperty('size', 1);
  expect(
    await sums({ input, format, fps: 10, start: 1.3, duration: 1, width: 101, height: 67, fit: 'cover', quality: 30 }),
  ).toHaveProperty('size', 1);
});

const childPath = join(import.meta.dirname, 'sum-child.mjs');

/** The MD5 that a separate process computes, with the fastest instructions of this machine or with the baseline. */
async function sumOfChild(options: AnimateOptions, simd: 'baseline' | undefined): Promise<string> {
  const env = { ...process.env, CLIPLOOP_SIMD: simd ?? '' };
  return (await output(process.execPath, [childPath, JSON.stringify(options)], { env })).toString();
}

test.each(['gif', 'webp'] as const)('makes the same %s with baseline instructions', async (format) => {
  const input = await plainClip();
  for (const width of [101, 320]) {
    const options = { input, format, fps: 10, duration: 1, width };
    const sum = await sumOfChild(options, 'baseline');
    expect(sum).toMatch(/^[0-9a-f]{32}$/);
    expect(await sumOfChild(options, undefined)).toBe(sum);
  }
});

describeWithMedia('real clips', () => {
  test.each(['gif', 'webp'] as const)('makes the same %s with any number of threads', async (format) => {
    for (const clip of ['butterfly-720p30-h264.mp4', 'roof-hdr10-portrait-av1.mp4', 'tears-of-steel-332p24-vp8.webm']) {
      expect(
        await sums({ input: media.public(clip), format, fps: 10, start: 1, duration: 1, width: 320 }),
      ).toHaveProperty('size', 1);
    }
  });

  test.each(['gif', 'webp'] as const)('makes the same %s with baseline instructions', async (format) => {
    for (const clip of ['bbb-1080p24-h264.mp4', 'roof-hdr10-portrait-av1.mp4', 'desktop-300p30-vp8.webm']) {
      const options = { input: media.public(clip), format, fps: 10, start: 1, duration: 1, width: 322 };
      expect(await sumOfChild(options, undefined)).toBe(await sumOfChild(options, 'baseline'));
    }
  });
});
