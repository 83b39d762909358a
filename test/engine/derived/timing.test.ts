import { expect, test } from 'vitest';
import { describeWithMedia, media } from '../../fixtures/media.ts';
import { totalMs } from '../../oracle/animation.ts';
import { psnr, ssim } from '../../oracle/compare.ts';
import { frameTimes } from '../../oracle/frame-times.ts';
import { pixelsAt, reference } from '../../oracle/reference.ts';
import { make, warningCodes } from '../../support/engine.ts';
import { base, baseAt, derivedCase, shownAt } from './cases.ts';

const FRAME = 1001 / 30000;
const small = { width: 160, quality: 60 } as const;

describeWithMedia('timing', () => {
  test.each([
    ['gif', 'source', 20],
    ['webp', 'source', 17],
    ['gif', 25, 40],
    ['webp', 25, 40],
  ] as const)('shows the frame of vfr-hold.mp4 at 0.983 s for 1.5 s (%s, fps %s)', async (format, fps, within) => {
    const { animation } = await make({ input: derivedCase('vfr-hold.mp4'), format, fps, ...small });
    const held = Math.max(...animation.delays);
    const start = animation.delays.slice(0, animation.delays.indexOf(held)).reduce((sum, delay) => sum + delay, 0);
    expect(Math.abs(held - 1516)).toBeLessThanOrEqual(within + 16);
    expect(Math.abs(start - 983)).toBeLessThanOrEqual(within + 17);
    expect(Math.abs(totalMs(animation) - 3000)).toBeLessThanOrEqual(10);
  });

  test.each(['gif', 'webp'] as const)('plays fps60.mp4 in 3 s (%s)', async (format) => {
    const { animation, result } = await make({ input: derivedCase('fps60.mp4'), format, fps: 'source', ...small });
    expect(Math.abs(totalMs(animation) - 3000)).toBeLessThanOrEqual(10);
    expect(warningCodes(result).includes('FRAMES_MERGED')).toBe(format === 'gif');
    if (format === 'gif') expect(Math.min(...animation.delays)).toBeGreaterThanOrEqual(20);
  });

  test.each(['gif', 'webp'] as const)('plays fps240.mp4 in 0.35 s (%s)', async (format) => {
    for (const fps of ['source', 30] as const) {
      const { animation } = await make({ input: derivedCase('fps240.mp4'), format, fps, ...small });
      expect(Math.abs(totalMs(animation) - 350)).toBeLessThanOrEqual(10);
    }
  });

  test.each(['gif', 'webp'] as const)('makes three frames of one second from fps1.mp4 (%s)', async (format) => {
    for (const fps of ['source', 1, 10] as const) {
      const { animation } = await make({ input: derivedCase('fps1.mp4'), format, fps, ...small });
      expect(animation.delays).toEqual([1000, 1000, 1000]);
    }
  });

  test.each(['gif', 'webp'] as const)('makes an animation of one frame from one-frame.mp4 (%s)', async (format) => {
    const { animation, result } = await make({ input: derivedCase('one-frame.mp4'), format, fps: 10, ...small });
    expect(animation.pictures).toHaveLength(1);
    expect(result.frames).toBe(1);
    expect(Math.abs(result.duration - FRAME)).toBeLessThan(0.01);
  });

  test.each(['start-10s.mp4', 'start-1h.ts', 'pts-wrap.ts', 'live-no-duration.flv', 'live-no-duration.mkv'])(
    'counts the time of %s from its first displayed frame',
    async (file) => {
      const picture = file.startsWith('live') ? media.public('flower-540p30-h264.mp4') : base;
      for (const start of [0, 1.05, 2.52]) {
        const [right] = await reference(picture, { start, duration: 0.1, fps: 10, width: 480, height: 270 });
        expect(right).toBeDefined();
        if (right) expect(ssim(await shownAt(derivedCase(file), start), right)).toBeGreaterThan(0.92);
      }
    },
  );

  test('starts edit-list.mp4 with source frame 15', async () => {
    const shown = await shownAt(derivedCase('edit-list.mp4'), 0);
    const near = await Promise.all([13, 14, 15, 16, 17].map(async (n) => psnr(shown, await baseAt((n + 0.1) * FRAME))));
    expect(near.indexOf(Math.max(...near))).toBe(2);
  });

  test('starts empty-edit.mp4 with its first frame', async () => {
    expect(ssim(await shownAt(derivedCase('empty-edit.mp4'), 0), await baseAt(0))).toBeGreaterThan(0.95);
  });

  test.each(['live-no-duration.webm', 'live-no-duration.mkv', 'live-no-duration.flv', 'truncated.webm'])(
    'finds a negative start of %s by reading to the end',
    async (file) => {
      const { result } = await make({ input: derivedCase(file), start: -1, format: 'webp', fps: 10, ...small });
      expect(Math.abs(result.duration - 1)).toBeLessThan(0.01);
      // The encoder's bytes differ between machines, and with them the frames before the place of the cut.
      const times = await frameTimes(derivedCase(file));
      const length = (times.at(-1) ?? Number.NaN) - (times[0] ?? Number.NaN) + FRAME;
      expect(Math.abs(result.start - (length - 1))).toBeLessThan(0.05);
      expect(result.source).toHaveProperty('durationFrom', file.endsWith('.webm') ? 'packets' : expect.any(String));
    },
  );

  test('makes one or both clips of a stream that jumps back in time', async () => {
    const { animation } = await make({
      input: derivedCase('ts-discontinuity.ts'),
      format: 'webp',
      fps: 10,
      width: 480,
    });
    const seconds = totalMs(animation) / 1000;
    expect([3, 6].some((whole) => Math.abs(seconds - whole) < 0.2)).toBe(true);
    expect(ssim(pixelsAt(animation, 1050), await baseAt(1))).toBeGreaterThan(0.9);
  });
});
