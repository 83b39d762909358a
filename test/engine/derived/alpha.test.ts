import { expect, test } from 'vitest';
import { describeWithMedia, media } from '../../fixtures/media.ts';
import { pictureAt } from '../../oracle/animation.ts';
import { parseGif } from '../../oracle/gif.ts';
import { composeGif } from '../../oracle/gif-compose.ts';
import { parseWebp } from '../../oracle/webp.ts';
import { make } from '../../support/engine.ts';
import { derivedCase } from './cases.ts';

interface Disc {
  /** Share of the frame that is opaque. */
  area: number;
  /** Position of its center, as a share of the width. */
  x: number;
  center: number;
  corner: number;
}

function disc(rgba: Uint8Array, width: number, height: number): Disc {
  let opaque = 0;
  let x = 0;
  for (let i = 0; i < width * height; i++) {
    if ((rgba[i * 4 + 3] ?? 0) < 128) continue;
    opaque++;
    x += i % width;
  }
  const alpha = (column: number, row: number): number => rgba[(row * width + column) * 4 + 3] ?? 0;
  return {
    area: opaque / (width * height),
    x: x / opaque / width,
    center: alpha(width >> 1, height >> 1),
    corner: Math.max(alpha(1, 1), alpha(width - 2, height - 2)),
  };
}

const files = ['alpha-vp8.webm', 'alpha-vp9.webm', 'alpha-prores4444.mov', 'alpha-qtrle.mov', 'alpha.apng'] as const;

describeWithMedia('transparency', () => {
  test.each(files.flatMap((file) => (['gif', 'webp'] as const).map((format) => [file, format] as const)))(
    'keeps the transparency of a moving disc: %s as %s',
    async (file, format) => {
      const { bytes, animation, result } = await make({
        input: derivedCase(file),
        format,
        fps: 15,
        duration: 0.5,
        quality: 80,
      });
      if (format === 'webp') expect(parseWebp(bytes).alpha).toBe(true);
      else expect(composeGif(parseGif(bytes))).toHaveLength(result.frames);
      const { width, height } = animation;
      for (const t of [0.02, 0.2, 0.42]) {
        const seen = disc(pictureAt(animation, t * 1000), width, height);
        // The disc of derive.sh, shown at the beginning of the output frame: radius 0.4 of the height, 60 of 480 pixels of sway.
        const time = Math.floor(t * 15) / 15;
        expect(Math.abs(seen.x - (0.5 + (60 / 480) * Math.sin(2 * time)))).toBeLessThan(0.015);
        expect(Math.abs(seen.area - (Math.PI * (0.4 * height) ** 2) / (width * height))).toBeLessThan(0.01);
        expect(seen.corner).toBe(0);
        expect(seen.center).toBeGreaterThanOrEqual(253); // as in the APNG
      }
      expect(result.source).toMatchObject({ alpha: true });
    },
  );

  // Some frames of this clip have no alpha of their own, and keep that of the frame before.
  test.each([1, 4])('shows the same frames after a seek as without one (%d threads)', async (threads) => {
    const options = {
      input: media.hard('alpha-1080p60-faulty-vp8.webm'),
      format: 'webp',
      width: 100,
      fps: 10,
      threads,
    } as const;
    const whole = await make(options);
    const later = await make({ ...options, start: 1.3 });
    for (const t of [0.05, 0.45, 1.05, 2.05]) {
      const [seen, expected] = [pictureAt(later.animation, t * 1000), pictureAt(whole.animation, (1.3 + t) * 1000)];
      const alpha = seen.map((value, i) => (i % 4 === 3 ? Math.abs(value - (expected[i] ?? 0)) : 0));
      expect(Math.max(...alpha)).toBe(0);
    }
  });
});
