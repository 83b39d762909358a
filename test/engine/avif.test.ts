import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { plan } from '@cliploop/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { HALF_WIDTH, readNumber } from '../fixtures/number-picture.ts';
import { codecs, numbered, plainClip } from '../fixtures/numbered.ts';
import { BrowserDecoder, findChromium } from '../oracle/chromium.ts';
import { type Pixels, ssim } from '../oracle/compare.ts';
import { reference } from '../oracle/reference.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { type AnimateOptions, type AnimateResult, animate, expectRefusal, make } from '../support/engine.ts';
import { tempDir } from '../support/temp.ts';

const chromium = findChromium();

interface Played {
  result: AnimateResult;
  bytes: Buffer;
  width: number;
  height: number;
  /** Microseconds. */
  durations: number[];
  repetitions: number;
  frames: Pixels[];
}

/** A second of half-transparent and opaque areas, which moves. */
const translucent = (): Promise<string> =>
  cached('translucent.mov', 1, async (draft) => {
    const ramp = "geq=r='X':g='Y*2':b='128':a='if(lt(X,100),0,if(lt(X,200),mod(X+N*8,256),255))'";
    await ffmpeg(['-f', 'lavfi', '-i', `color=black:s=320x180:r=10:d=1,format=rgba,${ramp}`, '-c:v', 'qtrle', draft]);
  });

describe.skipIf(!chromium)(`AVIF in Chromium${chromium ? '' : ' (skipped: Chromium not found)'}`, () => {
  let browser: BrowserDecoder;
  beforeAll(async () => {
    browser = await BrowserDecoder.open(chromium ?? '');
  });
  afterAll(() => browser?.close());

  async function play(options: AnimateOptions): Promise<Played> {
    const result = await animate({ ...options, format: 'avif' });
    const bytes = Buffer.from(result.data ?? []);
    const all = Array.from({ length: result.frames }, (_, index) => index);
    const { frames, repetitions } = await browser.decode(bytes, 'avif', all);
    const [{ width, height } = { width: 0, height: 0 }] = frames;
    return {
      ...{ result, bytes, width, height, repetitions },
      durations: frames.map(({ duration }) => duration),
      frames: frames.map(({ rgba }) => ({ data: rgba ?? Buffer.alloc(0), width, height, channels: 4 as const })),
    };
  }
  const numbers = ({ frames }: Played): number[] => frames.map(readNumber);

  test('shows the frames that WebP shows, in the same order', async () => {
    const input = await plainClip();
    for (const options of [
      { start: 0.5, duration: 2, fps: 10 },
      { start: 1.03, duration: 0.9, fps: 'source' },
      { start: 1, duration: 1, fps: 12, speed: 1.5 },
      { start: 0.5, duration: 1, fps: 10, playback: 'reverse' },
      { start: 0.5, duration: 1, fps: 10, playback: 'boomerang' },
      { start: 2, duration: 0.1, fps: 10 },
    ] as const) {
      const given = { input, width: HALF_WIDTH, quality: 90, ...options };
      const { animation } = await make({ ...given, format: 'webp' });
      const expected = animation.pictures.map((data) => readNumber({ ...animation, data, channels: 4 }));
      const played = await play(given);
      expect(numbers(played)).toEqual(expected);
      expect(played.result.frames).toBe(expected.length);
    }
  });

  test('shows each frame for its exact time', async () => {
    const input = await numbered('ntsc', {
      container: 'mp4',
      rate: '30000/1001',
      frames: 60,
      args: codecs.h264(30),
    });
    const film = await play({ input, duration: 1.001, fps: 'source', width: HALF_WIDTH });
    // Chromium cuts microseconds off.
    expect(new Set(film.durations)).toEqual(new Set([33_366]));
    expect(film.durations).toHaveLength(30);
    expect(film.result.duration).toBeCloseTo(1.001, 9);
    const cinema = await play({ input, duration: 1.001, fps: '24000/1001', width: HALF_WIDTH });
    expect(new Set(cinema.durations)).toEqual(new Set([41_708]));
  });

  test('repeats as often as loop says', async () => {
    const input = await plainClip();
    for (const [loop, repetitions] of [
      [0, Number.POSITIVE_INFINITY],
      [1, 0],
      [2, 1],
      [5, 4],
    ] as const) {
      const played = await play({ input, duration: 0.5, fps: 10, width: HALF_WIDTH, loop });
      expect(played.repetitions).toBe(repetitions);
    }
  });

  test('has the alpha of WebP, and its colors where a pixel is visible', async () => {
    const input = await translucent();
    const { animation } = await make({ input, fps: 10, quality: 95, format: 'webp' });
    const { frames } = await play({ input, fps: 10, quality: 95 });
    expect(frames).toHaveLength(animation.pictures.length);
    for (const [index, { data }] of frames.entries()) {
      const other = animation.pictures[index] ?? Buffer.alloc(0);
      let alpha = 0;
      let color = 0;
      for (let at = 0; at < data.length; at += 4) {
        alpha += Math.abs((data[at + 3] ?? 0) - (other[at + 3] ?? 0));
        if ((other[at + 3] ?? 0) > 200) color += Math.abs((data[at] ?? 0) - (other[at] ?? 0));
      }
      expect(alpha / (data.length / 4)).toBeLessThan(3);
      expect(color / (data.length / 4)).toBeLessThan(3);
    }
  });

  test('has the size that was asked for, also odd, small and large ones', async () => {
    const input = await plainClip();
    for (const [width, height] of [
      [161, 97],
      [160, 97],
      [64, 64],
      [62, 66],
      [17, 16],
      [1300, 1000],
    ] as const) {
      const played = await play({ input, width, height, fit: 'stretch', duration: 0.3, fps: 10 });
      expect([played.width, played.height]).toEqual([width, height]);
      expect(played.frames).toHaveLength(3);
    }
  });

  test('keeps colors', async () => {
    const input = await cached('bars.mkv', 1, async (draft) => {
      const colors = ['red', 'lime', 'blue', 'white', 'gray', 'black'];
      const inputs = colors.flatMap((color) => ['-f', 'lavfi', '-i', `color=${color}:s=64x64:r=10:d=0.5,format=gbrp`]);
      const stack = `${colors.map((_, index) => `[${index}]`).join('')}hstack=inputs=${colors.length}`;
      await ffmpeg([...inputs, '-filter_complex', stack, '-c:v', 'ffv1', draft]);
    });
    const { frames } = await play({ input, quality: 90 });
    const [{ data, width } = { data: Buffer.alloc(0), width: 0 }] = frames;
    const truth = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 128, 128, 128, 0, 0, 0];
    for (let part = 0; part < 6; part++) {
      const at = (32 * width + part * 64 + 32) * 4;
      for (let c = 0; c < 3; c++) expect(Math.abs((data[at + c] ?? 0) - (truth[part * 3 + c] ?? 0))).toBeLessThan(5);
    }
  });

  describeWithMedia('fidelity of the public clips', () => {
    test.each([
      ['bbb-1080p24-h264.mp4', 270],
      ['flower-540p30-vp8.webm', 270],
      ['tears-of-steel-332p24-vp8.webm', 200],
      ['desktop-300p30-vp8.webm', 300],
    ])('shows the frames of the reference of %s', async (clip, height) => {
      const input = media.public(clip);
      const expected = await reference(input, { start: 1, duration: 1.2, fps: 15, width: 480, height });
      const played = await play({ input, start: 1, duration: 1.2, fps: 15, width: 480, quality: 95 });
      const starts = played.durations.map((_, index) =>
        played.durations.slice(0, index).reduce((sum, one) => sum + one, 0),
      );
      const scores = expected.map((frame, index) => {
        const shown = starts.findLastIndex((start) => start <= ((index + 0.5) / 15) * 1e6);
        return ssim(played.frames[shown] ?? expect.fail('no frame'), frame);
      });
      expect(Math.min(...scores)).toBeGreaterThanOrEqual(0.96);
      expect(scores.reduce((sum, one) => sum + one, 0) / scores.length).toBeGreaterThanOrEqual(0.98);
    });
  });
});

describe('AVIF', () => {
  const options = async (): Promise<AnimateOptions> => ({
    ...{ input: await plainClip(), start: 0.5, duration: 2, fps: 10, width: 160, format: 'avif' },
  });

  test('is the same with any number of threads, to a path, from a stream and as bytes', async () => {
    const { md5 } = await animate({ ...(await options()), threads: 2 });
    for (const threads of [1, 4]) expect((await animate({ ...(await options()), threads })).md5).toBe(md5);
    const output = join(tempDir(), 'out.avif');
    expect(await animate({ ...(await options()), output })).toMatchObject({ md5, format: 'avif' });
    const input = createReadStream(await plainClip());
    expect((await animate({ ...(await options()), input })).md5).toBe(md5);
  });

  test('has a larger file for a higher quality', async () => {
    const sizes: number[] = [];
    for (const quality of [1, 25, 50, 75, 90, 100]) sizes.push((await animate({ ...(await options()), quality })).size);
    expect(sizes).toEqual([...sizes].sort((one, other) => one - other));
  });

  test('is at most half as large as a WebP of the same quality', async () => {
    const input = await cached('scene.mkv', 1, async (draft) => {
      const source = 'mandelbrot=s=480x270:r=15:end_scale=0.1:end_pts=200,trim=duration=3';
      await ffmpeg(['-f', 'lavfi', '-i', source, '-c:v', 'libx264', '-crf', '12', draft]);
    });
    const given = { input, fps: 15, width: 480 };
    const webp = await animate({ ...given, format: 'webp' });
    const avif = await animate({ ...given, format: 'avif' });
    expect(avif.size).toBeLessThan(0.5 * webp.size);
  });

  test('keeps to maxBytes, and uses most of it', async () => {
    const input = await cached('busy.mkv', 1, async (draft) => {
      const source = 'testsrc2=s=320x180:r=30:d=2,noise=alls=8:allf=t:all_seed=3';
      await ffmpeg(['-f', 'lavfi', '-i', source, '-c:v', 'libx264', '-crf', '12', draft]);
    });
    const whole = await animate({ input, format: 'avif' });
    for (const part of [0.8, 0.5, 0.3]) {
      const maxBytes = Math.round(whole.size * part);
      const { size, fitted } = await animate({ input, format: 'avif', maxBytes });
      expect(size).toBeLessThanOrEqual(maxBytes);
      expect(size).toBeGreaterThan(0.75 * maxBytes);
      expect(fitted?.encodes).toBeLessThanOrEqual(8);
    }
    await expectRefusal(animate({ input, format: 'avif', maxBytes: 300 }), 'BUDGET_TOO_SMALL');
  });

  test('is planned with its frames and times, and with an estimate within a factor of 2', async () => {
    const given = await options();
    const planned = await plan(given);
    const made = await animate(given);
    expect(planned).toMatchObject({ format: 'avif', frames: made.frames, duration: made.duration, exact: true });
    const { bytes = 0 } = planned.estimate ?? {};
    expect(bytes / made.size).toBeGreaterThan(0.5);
    expect(bytes / made.size).toBeLessThan(2);
  });

  test('stops when it is aborted', async () => {
    const controller = new AbortController();
    const job = animate({
      ...(await options()),
      effort: 6,
      width: 640,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(job).rejects.toMatchObject({ code: 'ABORTED' });
  });

  test('needs no memory beyond its limit', async () => {
    const tooLittle = { maxMemory: 20 * 2 ** 20 };
    await expectRefusal(animate({ ...(await options()), width: 640, limits: tooLittle }), 'LIMIT_MEMORY');
  });
});
