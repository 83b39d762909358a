import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hdrClip, hdrClips, hdrFrame, storedFrames } from '../fixtures/hdr-clips.ts';
import type { Animation } from '../oracle/animation.ts';
import { libplaceboAbsence, renderWithLibplacebo } from '../oracle/libplacebo.ts';
import { loadPixels, pixelsAt } from '../oracle/reference.ts';
import { toneDifference } from '../oracle/tone.ts';
import { make } from '../support/engine.ts';

async function show(name: string): Promise<Animation> {
  const { animation } = await make({ input: await hdrClip(name), format: 'webp', quality: 100, fps: 10 });
  return animation;
}

async function expectLook(animation: Animation, frame: number, png: string): Promise<void> {
  const difference = toneDifference(pixelsAt(animation, frame * 100 + 50), await loadPixels(png));
  const text = `frame ${frame}: ${JSON.stringify(difference)}`;
  expect(difference.mean, text).toBeLessThanOrEqual(4);
  expect(difference.percentile95, text).toBeLessThanOrEqual(10);
  expect(Math.abs(difference.luma - 1), text).toBeLessThanOrEqual(0.05);
  expect(difference.contrast, text).toBeGreaterThanOrEqual(0.9);
}

const names = Object.keys(hdrClips);

test.each(names)('shows %s like the stored frames of libplacebo', async (name) => {
  const animation = await show(name);
  for (const frame of storedFrames) await expectLook(animation, frame, hdrFrame(name, frame));
});

test.each(names)('shows ten frames of %s like libplacebo renders them here', async (name) => {
  const absence = await libplaceboAbsence();
  if (absence) {
    console.log(`Only the stored frames were compared. ${absence}.`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'cliploop-hdr-'));
  try {
    const [input, animation] = [await hdrClip(name), await show(name)];
    for (let frame = 0; frame < 10; frame++) {
      const png = join(folder, `${frame}.png`);
      await renderWithLibplacebo(input, frame / 10, png);
      // CLIPLOOP_STORE_HDR=1 renews the stored frames after a change of the clips.
      if (process.env.CLIPLOOP_STORE_HDR && storedFrames.includes(frame)) copyFileSync(png, hdrFrame(name, frame));
      await expectLook(animation, frame, png);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(names)('shows a segment within %s the same way on every run', async (name) => {
  const segment = { input: await hdrClip(name), format: 'webp', fps: 10, start: 0.7, duration: 0.2 } as const;
  const [first, second] = await Promise.all([1, 3].map((threads) => make({ ...segment, threads })));
  expect(first?.bytes.equals(second?.bytes ?? Buffer.alloc(0))).toBe(true);
});

test.each(names)('shows the first frame of %s like libplacebo when it is the whole segment', async (name) => {
  const segment = { format: 'webp', quality: 100, fps: 10, start: 0, duration: 0.1 } as const;
  const { animation } = await make({ input: await hdrClip(name), ...segment });
  await expectLook(animation, 0, hdrFrame(name, 0));
});

test('gives the same bytes with any number of threads, from a path and on every run', async () => {
  const input = await hdrClip('hdr10-bare');
  const runs = await Promise.all([1, 3, 1].map((threads) => make({ input, format: 'webp', fps: 10, threads })));
  for (const { bytes } of runs) expect(bytes.equals(runs[0]?.bytes ?? Buffer.alloc(0))).toBe(true);
});
