import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { still } from '../fixtures/still.ts';
import { decodeWithSharp } from '../oracle/animation.ts';
import { BrowserDecoder, findChromium } from '../oracle/chromium.ts';
import { psnr } from '../oracle/compare.ts';
import { parseGif } from '../oracle/gif.ts';
import { composeGif } from '../oracle/gif-compose.ts';
import { ffmpeg, gifsicleInfo, magickFrames, webpinfo, webpmuxInfo } from '../oracle/tools.ts';
import { parseWebp } from '../oracle/webp.ts';
import { cached } from '../support/cache.ts';
import { type AnimateOptions, animate } from '../support/engine.ts';
import { tempDir } from '../support/temp.ts';

/** Translucent circles and bars on a transparent background. */
const withAlpha = (): Promise<string> =>
  cached('alpha-shapes.mov', 1, async (draft) => {
    const filter =
      "testsrc2=s=120x90:r=10:d=1,format=yuva444p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='255*lt(hypot(X-W/2-N*3,Y-H/2),30)'";
    await ffmpeg(['-f', 'lavfi', '-i', filter, '-c:v', 'qtrle', '-pix_fmt', 'argb', draft]);
  });

const gradients = (): Promise<string> =>
  cached('gradients.mp4', 1, async (draft) => {
    const filter = 'gradients=s=200x120:r=25:d=1:c0=red:c1=blue:c2=yellow:n=3:speed=0.05:seed=1';
    await ffmpeg(['-f', 'lavfi', '-i', filter, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', draft]);
  });

const flat = (): Promise<string> =>
  cached('flat.gif', 1, async (draft) => {
    const filter = "color=s=160x120:r=10:d=15:c=navy,drawbox=x='mod(t*40\\,140)':y=40:w=16:h=30:t=fill:c=gold";
    await ffmpeg(['-f', 'lavfi', '-i', filter, '-f', 'gif', draft]);
  });

const cases: Record<string, () => Promise<Partial<AnimateOptions> & { input: string }>> = {
  'a moving clip': async () => ({ input: await plainClip(), duration: 1.2, fps: 10 }),
  'a gradient': async () => ({ input: await gradients(), fps: 25 }),
  'a gradient without dither': async () => ({ input: await gradients(), fps: 10, dither: 'none' }),
  'a still that merges to one frame': async () => ({ input: await still(2, 10), fps: 10, loop: 1 }),
  'alpha that moves': async () => ({ input: await withAlpha(), fps: 10, loop: 5 }),
  'alpha at low quality': async () => ({ input: await withAlpha(), fps: 10, quality: 10 }),
  'odd sizes': async () => ({ input: await plainClip(), duration: 1, fps: 10, width: 77, height: 33 }),
  'bars of pad': async () => ({
    input: await plainClip(),
    duration: 0.5,
    fps: 10,
    width: 64,
    height: 64,
    fit: 'pad',
    background: '#00ff0080',
  }),
  'quality 1': async () => ({ input: await plainClip(), duration: 1, fps: 10, quality: 1 }),
  'the least effort': async () => ({ input: await plainClip(), duration: 1, fps: 10, effort: 0 }),
  'the most effort': async () => ({ input: await plainClip(), duration: 1, fps: 10, effort: 6 }),
  'flat graphics, so long that a key frame comes': async () => ({ input: await flat(), fps: 10 }),
  'quality 100': async () => ({ input: await plainClip(), duration: 1, fps: 10, quality: 100 }),
};

const executable = findChromium();
const NEAR_DB = 30;

describe.each(['gif', 'webp'] as const)('%s files', (format) => {
  let browser: BrowserDecoder | undefined;
  beforeAll(async () => {
    if (executable) browser = await BrowserDecoder.open(executable);
  });
  afterAll(() => browser?.close());

  test.each(Object.entries(cases))('passes all decoders: %s', async (_, options) => {
    const file = join(tempDir(), `out.${format}`);
    const result = await animate({ ...(await options()), output: file });
    const bytes = readFileSync(file);
    const vips = await decodeWithSharp(bytes);
    expect(vips).toMatchObject({ width: result.width, height: result.height });
    expect(vips.pictures).toHaveLength(result.frames);
    const durations =
      format === 'gif' ? await checkGif(file, bytes, result.loop) : await checkWebp(file, bytes, result.loop);
    expect(vips.delays).toEqual(durations);

    // ImageMagick 6 does not blend WebP frames with partial alpha as specified, so only GIF is compared.
    if (format === 'gif') {
      const magick = await magickFrames(file);
      expect(magick.pictures).toHaveLength(vips.pictures.length);
      for (const [i, picture] of magick.pictures.entries())
        expect(sameShown(picture, vips.pictures[i] ?? Buffer.alloc(0))).toBe(true);
    }
  });

  test.skipIf(!executable).each(Object.entries(cases))(
    `shows %s in Chromium like libvips${executable ? '' : ' (skipped: Chromium not found)'}`,
    async (_, options) => {
      const result = await animate({ ...(await options()), format });
      const bytes = Buffer.from(result.data ?? []);
      const vips = await decodeWithSharp(bytes);
      const wanted = [...new Set([0, result.frames >> 1, result.frames - 1])];
      const seen = await browser?.decode(bytes, format, wanted);
      expect(seen?.frames).toHaveLength(result.frames);
      expect(seen?.frames.map(({ duration }) => duration)).toEqual(vips.delays.map((ms) => ms * 1000));
      let at = 0;
      for (const [i, frame] of (seen?.frames ?? []).entries()) {
        expect(frame).toMatchObject({ timestamp: at, width: result.width, height: result.height });
        at += (vips.delays[i] ?? 0) * 1000;
      }
      // A GIF of one frame that plays once has no loop block, and Chromium then reports endless repetition.
      const silent = format === 'gif' && result.frames === 1 && result.loop === 1;
      expect(seen?.repetitions).toBe(result.loop === 0 || silent ? Number.POSITIVE_INFINITY : result.loop - 1);
      for (const i of wanted) {
        const shown = {
          data: overGray(seen?.frames[i]?.rgba ?? Buffer.alloc(0)),
          width: result.width,
          height: result.height,
          channels: 4 as const,
        };
        expect(psnr(shown, { ...shown, data: overGray(vips.pictures[i] ?? Buffer.alloc(0)) })).toBeGreaterThan(NEAR_DB);
      }
    },
  );
});

/** Checks that our own parser and gifsicle agree. @returns the delays in ms */
async function checkGif(file: string, bytes: Buffer, loop: number): Promise<number[]> {
  const gif = parseGif(bytes);
  const info = await gifsicleInfo(file);
  expect(info.delays).toEqual(gif.frames.map(({ delay }) => delay));
  expect(info.repeats).toBe(gif.repeats);
  expect(gif.repeats).toBe(loop === 0 ? 0 : loop === 1 ? null : loop - 1);
  expect(Math.min(...info.delays)).toBeGreaterThanOrEqual(2);
  const { pictures } = await decodeWithSharp(bytes);
  for (const [i, picture] of composeGif(gif).entries())
    expect(sameShown(picture, pictures[i] ?? Buffer.alloc(0))).toBe(true);
  return info.delays.map((delay) => delay * 10);
}

async function checkWebp(file: string, bytes: Buffer, loop: number): Promise<number[]> {
  const webp = parseWebp(bytes);
  await webpinfo(file);
  const info = await webpmuxInfo(file);
  expect(info.loop).toBe(loop);
  expect(webp.plays).toBe(loop);
  expect(info.frames).toEqual(
    webp.frames.map(({ width, height, left, top, duration }) => ({ width, height, left, top, duration })),
  );
  return webp.frames.map(({ duration }) => duration);
}

/** Whether all visible pixels are equal. */
function sameShown(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 4) {
    if (a[i + 3] !== b[i + 3]) return false;
    if (a[i + 3] !== 0 && (a[i] !== b[i] || a[i + 1] !== b[i + 1] || a[i + 2] !== b[i + 2])) return false;
  }
  return true;
}

/** Blends an RGBA frame with gray. */
function overGray(rgba: Uint8Array): Uint8Array {
  return rgba.map((value, i) => {
    const alpha = rgba[i - (i % 4) + 3] ?? 0;
    return i % 4 === 3 ? 255 : Math.round((value * alpha + 128 * (255 - alpha)) / 255);
  });
}
