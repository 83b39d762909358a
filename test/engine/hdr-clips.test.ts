import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { frameTimes } from '../oracle/frame-times.ts';
import { libplaceboAbsence, renderWithLibplacebo } from '../oracle/libplacebo.ts';
import { loadPixels, pixelsAt } from '../oracle/reference.ts';
import { type ToneDifference, toneDifference } from '../oracle/tone.ts';
import { make } from '../support/engine.ts';

const clips = [
  { file: media.hard('hdr10-sdr-container-hevc.mp4'), width: 480, height: 270 },
  { file: media.public('roof-hdr10-portrait-av1.mp4'), width: 270, height: 480 },
  { file: media.hard('hlg-fragmented-hevc.mp4'), width: 480, height: 270 },
  { file: media.hard('colorchart-hlg-hevc.mp4'), width: 480, height: 270 },
];
const FPS = 10;
const START = 0.05; // between frames, so that the frame on screen is certain

describeWithMedia('HDR of phones', () => {
  test.each(clips)('shows $file like libplacebo', { timeout: 300_000 }, async ({ file, width, height }) => {
    const absence = await libplaceboAbsence();
    if (absence) {
      console.log(`Nothing was compared. ${absence}.`);
      return;
    }
    const times = await frameTimes(file);
    const { animation } = await make({
      input: file,
      format: 'webp',
      quality: 100,
      fps: FPS,
      start: START,
      width,
      height,
    });
    const folder = mkdtempSync(join(tmpdir(), 'cliploop-hdr-'));
    try {
      const differences: ToneDifference[] = [];
      const count = Math.min(10, Math.floor(((times.at(-1) ?? 0) - START) * FPS));
      for (let k = 0; k < count; k++) {
        const shown = times.filter((time) => time <= START + k / FPS).at(-1) ?? 0;
        const png = join(folder, `${k}.png`);
        await renderWithLibplacebo(file, Math.max(0, shown - 0.004), png, { width, height });
        differences.push(toneDifference(pixelsAt(animation, (k * 1000) / FPS + 50), await loadPixels(png)));
      }
      const mean = (name: keyof ToneDifference) => differences.reduce((sum, one) => sum + one[name], 0) / count;
      const text = JSON.stringify(differences);
      expect(mean('mean'), text).toBeLessThanOrEqual(4);
      expect(mean('percentile95'), text).toBeLessThanOrEqual(10);
      expect(Math.abs(mean('luma') - 1), text).toBeLessThanOrEqual(0.05);
      expect(mean('contrast'), text).toBeGreaterThanOrEqual(0.9);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
