import { expect, test } from 'vitest';
import { estimatedBytes } from './estimate.js';

/** Real outputs: clip, format, width, height, quality, frames, frames per second, bytes. */
const measured = [
  ['bbb-1080p24-h264', 'gif', 480, 270, 75, 45, 15, 1251746],
  ['bbb-1080p24-h264', 'gif', 480, 270, 50, 45, 15, 1016187],
  ['bbb-1080p24-h264', 'gif', 960, 540, 75, 45, 15, 4463694],
  ['bbb-1080p24-h264', 'webp', 480, 270, 75, 45, 15, 300910],
  ['bbb-1080p24-h264', 'webp', 480, 270, 50, 45, 15, 190202],
  ['bbb-1080p24-h264', 'webp', 960, 540, 75, 45, 15, 952622],
  ['butterfly-720p30-h264', 'gif', 480, 270, 75, 60, 15, 3727673],
  ['butterfly-720p30-h264', 'gif', 480, 270, 50, 60, 15, 3096516],
  ['butterfly-720p30-h264', 'gif', 960, 540, 75, 60, 15, 12722051],
  ['butterfly-720p30-h264', 'webp', 480, 270, 75, 60, 15, 536458],
  ['butterfly-720p30-h264', 'webp', 480, 270, 50, 60, 15, 383634],
  ['butterfly-720p30-h264', 'webp', 960, 540, 75, 60, 15, 1157334],
  ['flower-540p30-h264', 'gif', 480, 270, 75, 46, 15, 1347809],
  ['flower-540p30-h264', 'gif', 480, 270, 50, 46, 15, 1028981],
  ['flower-540p30-h264', 'gif', 960, 540, 75, 46, 15, 5066469],
  ['flower-540p30-h264', 'webp', 480, 270, 75, 46, 15, 376058],
  ['flower-540p30-h264', 'webp', 480, 270, 50, 46, 15, 278650],
  ['flower-540p30-h264', 'webp', 960, 540, 75, 46, 15, 858264],
  ['flower-540p30-vp8', 'gif', 480, 270, 75, 46, 15, 1332144],
  ['flower-540p30-vp8', 'gif', 480, 270, 50, 46, 15, 1015367],
  ['flower-540p30-vp8', 'gif', 960, 540, 75, 46, 15, 4991828],
  ['flower-540p30-vp8', 'webp', 480, 270, 75, 46, 15, 378404],
  ['flower-540p30-vp8', 'webp', 480, 270, 50, 46, 15, 276036],
  ['flower-540p30-vp8', 'webp', 960, 540, 75, 46, 15, 868280],
  ['roof-hdr10-portrait-av1', 'gif', 480, 853, 75, 34, 15, 6098024],
  ['roof-hdr10-portrait-av1', 'gif', 480, 853, 50, 34, 15, 5095057],
  ['roof-hdr10-portrait-av1', 'gif', 960, 1707, 75, 34, 15, 20178752],
  ['roof-hdr10-portrait-av1', 'webp', 480, 853, 75, 34, 15, 997534],
  ['roof-hdr10-portrait-av1', 'webp', 480, 853, 50, 34, 15, 715422],
  ['roof-hdr10-portrait-av1', 'webp', 960, 1707, 75, 34, 15, 2201726],
  ['tears-of-steel-332p24-vp8', 'gif', 480, 200, 75, 60, 15, 2877281],
  ['tears-of-steel-332p24-vp8', 'gif', 480, 200, 50, 60, 15, 2389829],
  ['tears-of-steel-332p24-vp8', 'gif', 960, 399, 75, 60, 15, 10289416],
  ['tears-of-steel-332p24-vp8', 'webp', 480, 200, 75, 60, 15, 416048],
  ['tears-of-steel-332p24-vp8', 'webp', 480, 200, 50, 60, 15, 299712],
  ['tears-of-steel-332p24-vp8', 'webp', 960, 399, 75, 60, 15, 873856],
] as const;

test.each(measured)(
  'estimates %s as %s of %dx%d, quality %d, %d frames at %d fps: %d bytes',
  (_, format, width, height, quality, frames, frameRate, size) => {
    const estimate = estimatedBytes({ format, quality, width, height, frames, frameRate });
    expect(estimate).toBeGreaterThan(size / 3);
    expect(estimate).toBeLessThan(size * 6);
  },
);

test('increases with frames, pixels and quality', () => {
  for (const format of ['gif', 'webp'] as const) {
    const at = (change: object) =>
      estimatedBytes({ format, quality: 75, width: 640, height: 360, frames: 100, frameRate: 15, ...change });
    expect(at({ frames: 101 })).toBeGreaterThan(at({}));
    expect(at({ width: 641 })).toBeGreaterThan(at({}));
    for (let quality = 2; quality <= 100; quality++) {
      expect(at({ quality })).toBeGreaterThan(at({ quality: quality - 1 }));
    }
    expect(at({ frameRate: 0 })).toBe(at({}));
  }
});
