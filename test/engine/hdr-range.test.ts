import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pqColor, withSignalBytes, withVideoElements } from '../fixtures/ebml.ts';
import { hdrClip, hdrFrame, makeHdrClip, storedFrames } from '../fixtures/hdr-clips.ts';
import { luminanceBoxes, withEntryBox } from '../fixtures/mp4-boxes.ts';
import type { Animation } from '../oracle/animation.ts';
import { loadPixels, pixelsAt } from '../oracle/reference.ts';
import { toneDifference } from '../oracle/tone.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { type AnimateOptions, make } from '../support/engine.ts';
import { tempDir } from '../support/temp.ts';

const settings = { format: 'webp', quality: 100, fps: 10 } as const;
const bytesOf = async (input: AnimateOptions['input']): Promise<Buffer> => (await make({ input, ...settings })).bytes;

const matroska = async (input: string): Promise<Buffer> =>
  ffmpeg(['-i', input, '-c', 'copy', '-f', 'matroska', 'pipe:1']);

describe('an HDR input that can be read only once', () => {
  test.each(['hdr10-bare', 'hdr10-mastered', 'hlg'])('shows %s like the stored frames of libplacebo', async (name) => {
    const { animation } = await make({ input: createReadStream(await hdrClip(name)), ...settings });
    for (const frame of storedFrames) {
      const shown = pixelsAt(animation, frame * 100 + 50);
      const difference = toneDifference(shown, await loadPixels(hdrFrame(name, frame)));
      const text = `frame ${frame}: ${JSON.stringify(difference)}`;
      expect(difference.mean, text).toBeLessThanOrEqual(4);
      expect(difference.percentile95, text).toBeLessThanOrEqual(10);
      expect(Math.abs(difference.luma - 1), text).toBeLessThanOrEqual(0.05);
    }
  });

  test('uses the metadata of the bitstream', async () => {
    const bare = await bytesOf(createReadStream(await hdrClip('hdr10-bare')));
    const dimmer = await bytesOf(createReadStream(await mastered600()));
    expect(dimmer.equals(bare)).toBe(false);
  });
});

/** The pictures of hdr10-bare, with the metadata of a display of 600 nits in the bitstream. */
function mastered600(): Promise<string> {
  const display = 'G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(6000000,50)';
  const metadata = `master-display=${display}:max-cll=600,150`;
  return makeHdrClip('hdr10-600', { transfer: 'smpte2084', peak: 1400, metadata });
}

describe('the luminance of the mastering display in a container', () => {
  test('counts as much in Matroska as in the bitstream', async () => {
    const right = await bytesOf(await mastered600());
    const bare = await bytesOf(await hdrClip('hdr10-bare'));
    expect(bare.equals(right)).toBe(false);
    const input = withVideoElements(await matroska(await hdrClip('hdr10-bare')), [pqColor(600, 600)]);
    expect((await bytesOf(input)).equals(right)).toBe(true);
  });

  test('counts as much in MP4 as in the bitstream', async () => {
    const input = withEntryBox(readFileSync(await hdrClip('hdr10-bare')), luminanceBoxes(600, 600));
    expect((await bytesOf(input)).equals(await bytesOf(await mastered600()))).toBe(true);
  });
});

/** Grays below, and a light that crosses the dark upper half in frames 3 to 6. */
const lamp = (x: number, y: number, frame: number, peak: number): number[] => {
  if (y > 0.5) return [1, 1, 1].map(() => 2 + 150 * x);
  const on = frame >= 3 && frame <= 6 && Math.hypot(x - frame / 10, y - 0.25) < 0.08;
  return [1, 1, 1].map(() => (on ? peak : 5));
};

const lampClip = (transfer: 'smpte2084' | 'arib-std-b67'): Promise<string> =>
  makeHdrClip(`lamp-${transfer}`, { transfer, peak: 1000 }, lamp);

describe('a still scene through which a bright light moves', () => {
  /** Means of blocks of 16x16 pixels in the lower half. */
  const levels = (animation: Animation, frame: number): number[] => {
    const { data, width, height, channels } = pixelsAt(animation, frame * 100 + 50);
    const found: number[] = [];
    for (let top = height / 2; top + 16 <= height; top += 16) {
      for (let left = 0; left + 16 <= width; left += 16) {
        let sum = 0;
        for (let i = 0; i < 256; i++) sum += data[((top + (i >> 4)) * width + left + (i & 15)) * channels] ?? 0;
        found.push(sum / 256);
      }
    }
    return found;
  };

  test.each(['smpte2084', 'arib-std-b67'] as const)('keeps the levels of the scene with %s', async (transfer) => {
    const input = await lampClip(transfer);
    const { animation } = await make({ input, ...settings });
    const first = levels(animation, 0);
    expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(100);
    for (let frame = 1; frame < 10; frame++) {
      for (const [i, level] of levels(animation, frame).entries()) {
        expect(Math.abs(level - (first[i] ?? 0)), `frame ${frame}`).toBeLessThanOrEqual(0.5);
      }
    }
  });
});

/** VP9 whose highlights are in frames 3 to 6 only. */
async function lampVp9(...to: string[]): Promise<Buffer> {
  const source = [
    '-i',
    await lampClip('smpte2084'),
    '-c:v',
    'libvpx-vp9',
    '-profile:v',
    '2',
    '-pix_fmt',
    'yuv420p10le',
  ];
  const codec = ['-g', '2', '-crf', '10', '-deadline', 'realtime'];
  const colors = ['-color_trc', 'smpte2084', '-color_primaries', 'bt2020', '-colorspace', 'bt2020nc'];
  return ffmpeg([...source, ...codec, ...colors, ...to]);
}

test('measures the clear part of an encrypted WebM', async () => {
  const clear = await lampVp9('-f', 'webm', 'pipe:1');
  const marked = await make({ input: withSignalBytes(clear), ...settings });
  expect(marked.result.source.hdr).toBe('pq');
  expect(marked.bytes.equals(await bytesOf(clear))).toBe(true);
});

test('measures a video whose length is unknown like one with a stated length', async () => {
  const path = join(tempDir(), 'lamp.webm');
  await lampVp9(path);
  expect((await bytesOf(await lampVp9('-f', 'webm', 'pipe:1'))).equals(await bytesOf(path))).toBe(true);
});
