import { expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { channelMeans, meansDiffer, psnr } from '../oracle/compare.ts';
import { pixelsAt, reference } from '../oracle/reference.ts';
import { make } from '../support/engine.ts';
import { derivedCase } from './derived/cases.ts';

const segment = { start: 0, duration: 1.8, fps: 5, width: 480, height: 270 };

describeWithMedia('tone mapping', () => {
  // PQ shows white of 203 nits a little below white, and shadows a little darker, as libplacebo does: the means of its
  // pictures differ by about 10 and 3.
  test.each([
    ['hdr-pq-hevc.mp4', 11],
    ['hdr-hlg-hevc.mp4', 6],
  ])('maps %s close to the SDR frame', async (file, difference) => {
    const { animation, result } = await make({ input: derivedCase(file), format: 'webp', quality: 95, ...segment });
    const right = await reference(derivedCase('matrix-bt709.mp4'), segment);
    for (const [k, picture] of right.entries()) {
      const shown = pixelsAt(animation, (k + 0.5) * 200);
      expect(psnr(shown, picture)).toBeGreaterThanOrEqual(27);
      expect(meansDiffer(shown, picture)).toBeLessThanOrEqual(difference);
    }
    expect(result.source.hdr).toBe(file.includes('pq') ? 'pq' : 'hlg');
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
