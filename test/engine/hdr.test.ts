import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { channelMeans, meansDiffer, psnr } from '../oracle/compare.ts';
import { frameTimes } from '../oracle/frame-times.ts';
import { libplaceboAbsence, renderWithLibplacebo } from '../oracle/libplacebo.ts';
import { loadPixels, pixelsAt, reference } from '../oracle/reference.ts';
import { toneDifference } from '../oracle/tone.ts';
import { make } from '../support/engine.ts';
import { derivedCase } from './derived/cases.ts';

const segment = { start: 0, duration: 1.8, fps: 5, width: 480, height: 270 };

describeWithMedia('tone mapping', () => {
  test.each(['hdr-pq-hevc.mp4', 'hdr-hlg-hevc.mp4'])('maps %s close to the SDR frame', async (file) => {
    const { animation, result } = await make({ input: derivedCase(file), format: 'webp', quality: 95, ...segment });
    const right = await reference(derivedCase('matrix-bt709.mp4'), segment);
    for (const [k, picture] of right.entries()) {
      const shown = pixelsAt(animation, (k + 0.5) * 200);
      expect(psnr(shown, picture)).toBeGreaterThanOrEqual(27);
      // PQ has white of 203 nits a little below white, and shadows a little darker, so the test below is for it.
      if (file.includes('hlg')) expect(meansDiffer(shown, picture)).toBeLessThanOrEqual(6);
    }
    expect(result.source.hdr).toBe(file.includes('pq') ? 'pq' : 'hlg');
  });

  test('shows hdr-pq-hevc.mp4 like libplacebo', async () => {
    const absence = await libplaceboAbsence();
    if (absence) {
      console.log(`Nothing was compared. ${absence}.`);
      return;
    }
    const input = derivedCase('hdr-pq-hevc.mp4');
    const { animation } = await make({ input, format: 'webp', quality: 100, ...segment });
    const folder = mkdtempSync(join(tmpdir(), 'cliploop-hdr-'));
    try {
      const times = await frameTimes(input);
      for (const k of [0, 4, 8]) {
        const shownAt = times.filter((time) => time <= k / 5).at(-1) ?? 0;
        const png = join(folder, `${k}.png`);
        await renderWithLibplacebo(input, Math.max(0, shownAt - 0.004), png, segment);
        const right = await loadPixels(png);
        const difference = toneDifference(pixelsAt(animation, (k + 0.5) * 200), right);
        const text = `frame ${k}: ${JSON.stringify(difference)}`;
        expect(difference.mean, text).toBeLessThanOrEqual(4);
        expect(difference.percentile95, text).toBeLessThanOrEqual(10);
        expect(Math.abs(difference.luma - 1), text).toBeLessThanOrEqual(0.05);
        expect(meansDiffer(pixelsAt(animation, (k + 0.5) * 200), right), text).toBeLessThanOrEqual(6);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('maps HDR that only the bitstream signals', async () => {
    const { result } = await make({
      input: media.hard('hdr10-sdr-container-hevc.mp4'),
      format: 'webp',
      width: 320,
      duration: 0.2,
      fps: 5,
    });
    expect(result.source.hdr).toBe('pq');
  });

  test('keeps grays and the order of hues of the HLG color chart', async () => {
    const { animation } = await make({
      input: media.hard('colorchart-hlg-hevc.mp4'),
      format: 'webp',
      width: 480,
      duration: 0.2,
      fps: 5,
      quality: 95,
    });
    const [r, g, b] = channelMeans(pixelsAt(animation, 50));
    expect(Math.min(r, g, b)).toBeGreaterThan(15);
    expect(Math.max(r, g, b)).toBeLessThan(230);
  });
});
