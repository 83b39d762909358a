import { describe, expect, test } from 'vitest';
import { readNumber } from '../fixtures/number-picture.ts';
import { plainClip } from '../fixtures/numbered.ts';
import { totalMs } from '../oracle/animation.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { type AnimateOptions, expectRefusal, make } from '../support/engine.ts';

/** Two seconds with motion everywhere and some noise, which take many bytes. */
const busy = (): Promise<string> =>
  cached('busy.mkv', 1, async (draft) => {
    const source = 'testsrc2=s=320x180:r=30:d=2,noise=alls=8:allf=t:all_seed=3';
    await ffmpeg(['-f', 'lavfi', '-i', source, '-c:v', 'libx264', '-crf', '12', draft]);
  });

const formats = ['gif', 'webp'] as const;
const options = async (format: 'gif' | 'webp'): Promise<AnimateOptions> => ({ input: await busy(), format });

describe.each(formats)('maxBytes for %s', (format) => {
  test('is never exceeded, and used to at least 85 % unless the quality is at its top', async () => {
    const whole = (await make(await options(format))).result;
    for (const part of [1.1, 0.9, 0.6, 0.3, 0.12, 0.08]) {
      const maxBytes = Math.round(whole.size * part);
      const { result, bytes, animation } = await make({ ...(await options(format)), maxBytes });
      expect(bytes.length).toBe(result.size);
      expect(result.size).toBeLessThanOrEqual(maxBytes);
      const { quality, width, height, fps, encodes } = result.fitted ?? expect.fail('no fitted');
      expect([animation.width, animation.height]).toEqual([width, height]);
      expect([result.width, result.height]).toEqual([width, height]);
      expect(Math.abs(height / width - 180 / 320)).toBeLessThan(0.02);
      expect(encodes).toBeLessThanOrEqual(6);
      // Rounding to the units of the format and repeated frames do not change the length.
      expect(totalMs(animation)).toBe(2000);
      expect(animation.pictures.length).toBeLessThanOrEqual(Math.ceil(2 * fps));
      if (part > 1) expect({ quality, width, fps, encodes }).toEqual({ quality: 75, width: 320, fps: 15, encodes: 1 });
      else expect(result.size).toBeGreaterThan(0.85 * maxBytes);
    }
  });

  test('makes the bytes of the same options without it when only the quality is reduced', async () => {
    const whole = (await make(await options(format))).result;
    const maxBytes = Math.round(whole.size * 0.8);
    const { fitted, md5 } = (await make({ ...(await options(format)), maxBytes })).result;
    expect(fitted).toMatchObject({ width: 320, height: 180, fps: 15 });
    const { quality = 75 } = fitted ?? {};
    expect(quality).toBeLessThan(75);
    expect((await make({ ...(await options(format)), quality })).result.md5).toBe(md5);
    // One step more does not fit.
    const { size } = (await make({ ...(await options(format)), quality: quality + 3 })).result;
    expect(size).toBeGreaterThan(0.95 * maxBytes);
  });

  test('makes the same bytes with any number of threads, and when the frames do not fit into the temporary file', async () => {
    const given = { ...(await options(format)), maxBytes: 60_000 };
    const { result } = await make({ ...given, threads: 2 });
    for (const threads of [1, 3]) expect((await make({ ...given, threads })).result.md5).toBe(result.md5);
    const limits = { maxSpoolBytes: 7 * 320 * 180 * 4 };
    expect((await make({ ...given, limits })).result.md5).toBe(result.md5);
  });

  test('can be combined with crop, speed and playback', async () => {
    for (const more of [
      { playback: 'boomerang', fps: 10 },
      { playback: 'reverse', speed: 2 },
      { crop: '25%,0,50%,100%', fps: 'source' },
    ] as const) {
      const { result, animation } = await make({ ...(await options(format)), ...more, maxBytes: 50_000 });
      expect(result.size).toBeLessThanOrEqual(50_000);
      expect(result.size).toBeGreaterThan(40_000);
      expect(totalMs(animation)).toBe(result.duration * 1000);
    }
  });

  test('keeps transparent pixels of a smaller size', async () => {
    const input = await cached('max-bytes-alpha.mkv', 1, async (draft) => {
      const filter = 'testsrc2=s=240x160:r=10:d=1,format=yuva420p,geq=lum=lum(X\\,Y):a=if(lt(X\\,120)\\,255\\,0)';
      await ffmpeg(['-f', 'lavfi', '-i', filter, '-c:v', 'ffv1', draft]);
    });
    const whole = (await make({ input, format })).result.size;
    const { result, animation } = await make({ input, format, maxBytes: Math.round(whole / 2), reduce: 'size' });
    const { width = 0, height = 0 } = result.fitted ?? {};
    expect(width).toBeLessThan(240);
    const row = Math.floor(height / 2) * width;
    for (const picture of animation.pictures) {
      expect(picture[(row + Math.floor(width * 0.4)) * 4 + 3]).toBe(255);
      expect(picture[(row + Math.floor(width * 0.6)) * 4 + 3]).toBe(0);
    }
  });

  test('reduces only what it may', async () => {
    const given = { ...(await options(format)), maxBytes: 150_000 };
    const whole = (await make(await options(format))).result.size;
    const half = Math.round(whole / 2);
    const bySize = (await make({ ...given, maxBytes: half, reduce: 'size' })).result.fitted;
    expect(bySize).toMatchObject({ quality: 75, fps: 15 });
    expect(bySize?.width).toBeLessThan(320);
    const byRate = (await make({ ...given, maxBytes: Math.round(whole * 0.7), reduce: ['fps:2'] })).result.fitted;
    expect(byRate).toMatchObject({ quality: 75, width: 320 });
    expect(byRate?.fps).toBeLessThan(15);
    await expectRefusal(make({ ...given, maxBytes: half, reduce: 'quality:70' }), 'BUDGET_TOO_SMALL');
    await expectRefusal(make({ ...given, maxBytes: half, reduce: 'none' }), 'BUDGET_TOO_SMALL');
  });

  test('does not reduce the frame rate when a lower quality is enough', async () => {
    const lowest = (await make({ ...(await options(format)), quality: 30 })).result.size;
    for (const factor of [1.02, 1.1, 1.25]) {
      const { result } = await make({ ...(await options(format)), maxBytes: Math.round(lowest * factor) });
      expect(result.fitted).toMatchObject({ fps: 15, width: 320 });
    }
  });

  test('keeps the limit of the output, and of the memory', async () => {
    const limits = { maxOutputBytes: 40_000 };
    expect((await make({ ...(await options(format)), maxBytes: '1MB', limits })).result.size).toBeLessThanOrEqual(
      40_000,
    );
    const small = { ...(await options(format)), width: 64, maxBytes: '256MiB', limits: { maxMemory: '100MB' } };
    await expect(make(small)).resolves.toBeDefined();
  });

  test('names the smallest size when the output cannot be that small', async () => {
    await expect(make({ ...(await options(format)), maxBytes: 500 })).rejects.toMatchObject({
      code: 'BUDGET_TOO_SMALL',
      message: expect.stringMatching(
        /^The output cannot be as small as maxBytes demands: the smallest output has \d{4,} bytes, the limit is 500 bytes/,
      ),
    });
  });
});

test('a lower frame rate shows the frames of that rate', async () => {
  const given = { input: await plainClip(), start: 0.5, duration: 2, fps: 20, width: 160, quality: 80 } as const;
  const numbers = async (more: Partial<AnimateOptions>): Promise<number[]> => {
    const { pictures, width, height } = (await make({ ...given, format: 'webp', ...more })).animation;
    return pictures.map((data) => readNumber({ data, width, height, channels: 4 }));
  };
  const whole = (await make({ ...given, format: 'webp' })).result.size;
  const maxBytes = Math.round(whole * 0.75);
  const { fitted } = (await make({ ...given, format: 'webp', maxBytes, reduce: ['quality:79', 'fps:4'] })).result;
  const fps = fitted?.fps ?? 0;
  expect(fps).toBeLessThan(20);
  const shown = await numbers({ maxBytes, reduce: ['quality:79', 'fps:4'] });
  const all = await numbers({});
  expect(shown).toEqual(Array.from({ length: Math.ceil(2 * fps) }, (_, k) => all[Math.floor((k * 20) / fps + 1e-9)]));
});

test('progress grows up to all frames, and stops at once when the job is aborted', async () => {
  const seen: number[] = [];
  const given = { ...(await options('webp')), maxBytes: 40_000 };
  await make({ ...given, onProgress: ({ frames }) => void seen.push(frames) });
  expect(seen).toEqual([...seen].sort((one, other) => one - other));
  const controller = new AbortController();
  const job = make({ ...given, signal: controller.signal, onPlan: () => controller.abort() });
  await expect(job).rejects.toMatchObject({ name: 'AbortError' });
});

test('presets keep the limits of their services', async () => {
  const input = await busy();
  for (const [service, bytes, size] of [
    ['slack-emoji', 128_000, [128, 128]],
    ['discord-emoji', 256_000, [128, 128]],
    ['telegram-sticker', 256_000, [512, 288]],
    ['whatsapp-sticker', 500_000, [512, 512]],
    ['email', 1_000_000, undefined],
    ['github', 10_000_000, [320, 180]],
  ] as const) {
    const { result, animation } = await make({ input, for: service });
    expect(result.size).toBeLessThanOrEqual(bytes);
    if (size !== undefined) expect([animation.width, animation.height]).toEqual(size);
    expect(result.format).toBe(service.includes('sticker') ? 'webp' : 'gif');
  }
  await expectRefusal(make({ input, for: 'slack-emoji', format: 'webp' }), 'INVALID_OPTION');
});
