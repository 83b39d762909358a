import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withBitMasks } from '../fixtures/avi-bitmap.ts';
import { setDepth } from '../fixtures/mp4-boxes.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { make, probe, warningCodes } from '../support/engine.ts';
import { tempDir } from '../support/temp.ts';

/** Half of the picture is red and the other half blue, with this alpha, 0 to 1. */
const halves = (alpha: number): string[] => {
  const color = (name: string): string => `color=${name}@${alpha}:s=64x24:r=10:d=0.3,format=rgba`;
  return ['-f', 'lavfi', '-i', `${color('red')}[a];${color('blue')}[b];[a][b]vstack`];
};

async function clip(name: string, alpha: number, ...codec: readonly string[]): Promise<Buffer> {
  const file = join(tempDir(), name);
  await ffmpeg([...halves(alpha), ...codec, file]);
  return readFileSync(file);
}

const raw = ['-c:v', 'rawvideo', '-pix_fmt', 'bgra'] as const;

/** Pixels of the upper and the lower half. */
async function seen(input: Buffer, format: 'gif' | 'webp' = 'webp') {
  const { animation, result } = await make({ input, format, quality: 90 });
  const [picture] = animation.pictures;
  const pixel = (y: number): number[] => [...(picture?.subarray((y * 64 + 32) * 4, (y * 64 + 32) * 4 + 4) ?? [])];
  return { upper: pixel(10), lower: pixel(38), result };
}

async function expectHalves(input: Buffer, alpha: number): Promise<void> {
  const { upper, lower, result } = await seen(input);
  for (const [pixel, expected] of [
    [upper, [255, 0, 0]],
    [lower, [0, 0, 255]],
  ] as const) {
    for (const [i, value] of expected.entries()) expect(Math.abs((pixel[i] ?? -99) - value)).toBeLessThan(12);
    expect(Math.abs((pixel[3] ?? -99) - alpha)).toBeLessThan(3);
  }
  expect(result.source.alpha).toBe(alpha < 255);
  expect(warningCodes(result)).not.toContain('NOTHING_VISIBLE');
}

describe('32-bit pixels without alpha', () => {
  // The unused byte may have any value.
  test.each([0, 0.5, 1])('shows uncompressed AVI as opaque when the fourth byte is %f of 255', async (alpha) => {
    await expectHalves(await clip('a.avi', alpha, ...raw), 255);
  });

  test.each([
    ['Matroska with the header of AVI', 'a.mkv', [...raw, '-allow_raw_vfw', '1']],
    ['AVI with the tag "DIB "', 'a.avi', [...raw, '-vtag', 'DIB ']],
    ['BMP pictures', 'a.bmp', ['-c:v', 'bmp', '-pix_fmt', 'bgra', '-f', 'image2pipe']],
  ] as const)('shows %s as opaque', async (_, name, codec) => {
    await expectHalves(await clip(name, 0, ...codec), 255);
  });

  test('shows MOV with a depth of 24 as opaque', async () => {
    const file = await clip('a.mov', 0, ...raw);
    setDepth(file, 24);
    await expectHalves(file, 255);
  });

  test.each([true, false])('shows bit masks without alpha as opaque (version 4: %s)', async (extended) => {
    await expectHalves(withBitMasks(await clip('a.avi', 0, ...raw), { alpha: 0, extended }), 255);
  });

  test('does not claim alpha in probe()', async () => {
    const { video } = await probe(await clip('a.avi', 0, ...raw));
    expect(video[0]).toMatchObject({ alpha: false, pixelFormat: 'bgr0' });
  });
});

describe('32-bit pixels with alpha', () => {
  test.each([
    ['uncompressed MOV, ARGB', 'a.mov', ['-c:v', 'rawvideo', '-pix_fmt', 'argb']],
    ['uncompressed MOV, BGRA', 'a.mov', raw],
    ['uncompressed MOV, RGBA', 'a.mov', ['-c:v', 'rawvideo', '-pix_fmt', 'rgba']],
    ['uncompressed Matroska', 'a.mkv', ['-c:v', 'rawvideo', '-pix_fmt', 'rgba']],
    ['uncompressed NUT', 'a.nut', raw],
    ['PNG', 'a.mov', ['-c:v', 'png', '-pix_fmt', 'rgba']],
    ['QuickTime Animation', 'a.mov', ['-c:v', 'qtrle', '-pix_fmt', 'argb']],
    ['ProRes 4444', 'a.mov', ['-c:v', 'prores_ks', '-pix_fmt', 'yuva444p10']],
    ['CineForm', 'a.mov', ['-c:v', 'cfhd', '-pix_fmt', 'gbrap12']],
    ['HuffYUV', 'a.avi', ['-c:v', 'huffyuv', '-pix_fmt', 'bgra']],
    ['FFVHuff', 'a.avi', ['-c:v', 'ffvhuff', '-pix_fmt', 'rgba']],
    ['FFV1', 'a.avi', ['-c:v', 'ffv1', '-pix_fmt', 'bgra']],
    ['Ut Video', 'a.avi', ['-c:v', 'utvideo', '-pix_fmt', 'gbrap']],
    ['MagicYUV', 'a.avi', ['-c:v', 'magicyuv', '-pix_fmt', 'gbrap']],
    ['TARGA', 'a.mov', ['-c:v', 'targa', '-pix_fmt', 'bgra']],
  ] as const)('keeps the alpha of %s', async (_, name, codec) => {
    await expectHalves(await clip(name, 0.5, ...codec), 127);
  });

  test('keeps the alpha that a bit mask states', async () => {
    const file = await clip('a.avi', 0.5, ...raw);
    await expectHalves(withBitMasks(file, { alpha: 0xff000000, extended: true }), 127);
  });

  test('reads rows with bit masks from the bottom up when the height is positive', async () => {
    const file = await clip('a.avi', 0.5, ...raw);
    const { upper, lower } = await seen(withBitMasks(file, { alpha: 0xff000000, extended: true, bottomUp: true }));
    expect(upper[2]).toBeGreaterThan(240);
    expect(lower[0]).toBeGreaterThan(240);
  });
});

describe('transparent results', () => {
  test.each(['gif', 'webp'] as const)('warns when no pixel is visible (%s)', async (format) => {
    const input = await clip('a.mov', 0, '-c:v', 'png', '-pix_fmt', 'rgba');
    expect(warningCodes((await seen(input, format)).result)).toContain('NOTHING_VISIBLE');
  });

  test('warns about half-transparent video only when the format cannot show it', async () => {
    const input = await clip('a.mov', 0.3, '-c:v', 'png', '-pix_fmt', 'rgba');
    expect(warningCodes((await seen(input, 'gif')).result)).toContain('NOTHING_VISIBLE');
    expect(warningCodes((await seen(input, 'webp')).result)).not.toContain('NOTHING_VISIBLE');
  });

  test('does not warn when one frame is visible', async () => {
    const file = join(tempDir(), 'a.mov');
    const fade = 'color=red:s=64x48:r=10:d=1,format=rgba,fade=in:st=0.8:d=0.1:alpha=1';
    await ffmpeg(['-f', 'lavfi', '-i', fade, '-c:v', 'png', file]);
    for (const format of ['gif', 'webp'] as const) {
      const { result } = await make({ input: file, format, fps: 10 });
      expect(warningCodes(result)).toEqual([]);
      const start = await make({ input: file, format, fps: 10, duration: 0.5 });
      expect(warningCodes(start.result)).toEqual(['NOTHING_VISIBLE']);
    }
  });
});

test.each(['vp8', 'vp9'])('shows WebM that is marked as having alpha, but has none, as opaque (%s)', async (codec) => {
  const options = ['-c:v', codec === 'vp8' ? 'libvpx' : 'libvpx-vp9', '-pix_fmt', 'yuv420p'];
  const input = await clip('marked.webm', 1, ...options, '-metadata:s:v', 'alpha_mode=1');
  const { result } = await seen(input);
  expect(warningCodes(result)).not.toContain('ALPHA_DROPPED');
  expect(result.source.alpha).toBe(false);
  expect((await probe(input)).video[0]?.alpha).toBe(false);
});
