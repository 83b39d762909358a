import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { pictureAt, totalMs } from '../oracle/animation.ts';
import { ssim } from '../oracle/compare.ts';
import { pixelsAt } from '../oracle/reference.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { type AnimateOptions, animate, make, probe, warningCodes } from '../support/engine.ts';
import { tempDir } from '../support/temp.ts';

const codecs = {
  vp8: ['-c:v', 'libvpx', '-deadline', 'realtime', '-b:v', '1M'],
  vp9: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'],
  h264: ['-c:v', 'libx264', '-preset', 'fast', '-g', '25', '-bf', '2', '-pix_fmt', 'yuv420p'],
  hevc: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none:keyint=25', '-pix_fmt', 'yuv420p'],
  mpeg2: ['-c:v', 'mpeg2video', '-g', '12', '-bf', '2', '-b:v', '3M'],
  mjpeg: ['-c:v', 'mjpeg', '-q:v', '3'],
} as const;

interface Part {
  /** Filters of ffmpeg that make one second. */
  scene: string;
  flags?: readonly string[];
}

/** A file whose parts of one second follow each other in one stream. */
function joined(codec: keyof typeof codecs, extension: string, parts: readonly Part[]): Promise<string> {
  return cached(`parts.${extension}`, [codecs[codec], parts, 2], async (draft) => {
    const folder = tempDir();
    const list = join(folder, 'list.txt');
    const files = parts.map((_, i) => join(folder, `part-${i}.${extension}`));
    for (const [i, { scene, flags = [] }] of parts.entries()) {
      await ffmpeg(['-f', 'lavfi', '-i', scene, '-t', '1', ...codecs[codec], ...flags, files[i] ?? '']);
    }
    writeFileSync(list, files.map((file) => `file '${file}'\n`).join(''));
    await ffmpeg(['-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', draft]);
  });
}

const sized = (size: string, after = 'null'): Part => ({ scene: `testsrc2=s=${size}:r=25:d=1,${after}` });
const ramp = [sized('160x90'), sized('320x180'), sized('640x360')];

describe('size of a segment', () => {
  test.each([
    ['vp8', 'webm'],
    ['vp9', 'webm'],
    ['h264', 'ts'],
    ['hevc', 'ts'],
    ['mpeg2', 'ts'],
    ['mjpeg', 'avi'],
  ] as const)('is that of its first frame: %s in %s', async (codec, extension) => {
    const input = await joined(codec, extension, ramp);
    for (const [options, width, height] of [
      [{ duration: 0.5 }, 160, 90],
      [{ start: 1.2, duration: 0.5 }, 320, 180],
      [{ start: 2.2 }, 640, 360],
      [{ start: -0.5 }, 640, 360],
      [{ start: 2.2, width: 320 }, 320, 180],
    ] as const) {
      const plans: { width: number; height: number }[] = [];
      const result = await animate({ input, fps: 10, ...options, onPlan: (plan) => plans.push(plan) });
      expect(result).toMatchObject({ width, height });
      expect(plans).toMatchObject([{ width, height }]);
      expect(warningCodes(result)).not.toContain('SIZE_CHANGED');
    }
    const { source } = await animate({ input, fps: 10, start: 2.2 });
    expect(source).toMatchObject({ width: 640, height: 360, codedWidth: 640, codedHeight: 360 });
  });

  test('changes without the loss of a frame: mpeg2 in ts', async () => {
    const input = await joined('mpeg2', 'ts', ramp);
    const { animation } = await make({ input, fps: 25, format: 'webp' });
    expect(animation.pictures).toHaveLength(75);
    expect(totalMs(animation)).toBe(3000);
  });

  test('is that of its first frame when the input is read once', async () => {
    for (const [codec, extension] of [
      ['vp8', 'webm'],
      ['h264', 'ts'],
    ] as const) {
      const bytes = readFileSync(await joined(codec, extension, ramp));
      const { result, animation } = await make({ input: Readable.from([bytes]), start: 2.2, fps: 10, format: 'webp' });
      expect([result.width, result.height]).toEqual([640, 360]);
      expect([animation.width, animation.height]).toEqual([640, 360]);
    }
  });

  test('keeps all of the detail of a later segment', async () => {
    const { animation } = await make({
      input: await joined('vp8', 'webm', ramp),
      start: 2.4,
      duration: 0.2,
      fps: 5,
      format: 'webp',
      quality: 95,
    });
    const alone = await make({
      input: await joined('vp8', 'webm', [sized('640x360')]),
      start: 0.4,
      duration: 0.2,
      fps: 5,
      format: 'webp',
      quality: 95,
    });
    expect(ssim(pixelsAt(animation, 1), pixelsAt(alone.animation, 1))).toBeGreaterThan(0.95);
  });

  test.each(['gif', 'webp'] as const)(
    'stays that of the first frame when it changes inside, with a warning (%s)',
    async (format) => {
      const { result, animation } = await make({
        input: await joined('vp8', 'webm', ramp),
        start: 0.5,
        fps: 10,
        format,
      });
      expect([animation.width, animation.height]).toEqual([160, 90]);
      expect(result.warnings).toEqual([
        {
          code: 'SIZE_CHANGED',
          message: expect.stringMatching(/from 160x90 to 640x360, first at 1(\.\d+)? s/),
          data: { fromWidth: 160, fromHeight: 90, toWidth: 640, toHeight: 360, time: expect.any(Number) },
        },
      ]);
      expect(Math.abs((result.warnings[0]?.data?.time ?? 0) - 1)).toBeLessThan(0.11);
    },
  );

  test.each(['h264', 'mpeg2'] as const)('follows the pixel shape of the segment (%s)', async (codec) => {
    const parts = [
      { ...sized('720x576', 'setsar=16/15'), flags: ['-aspect', '4:3'] },
      { ...sized('720x576', 'setsar=64/45'), flags: ['-aspect', '16:9'] },
    ];
    const input = await joined(codec, 'ts', parts);
    expect(await animate({ input, fps: 5, duration: 0.5 })).toMatchObject({ width: 768, height: 576 });
    expect(await animate({ input, fps: 5, start: 1.2 })).toMatchObject({ width: 1024, height: 576 });
    const changed = await animate({ input, fps: 5, start: 0.5, duration: 1 });
    expect(changed.warnings).toContainEqual(
      expect.objectContaining({
        code: 'SIZE_CHANGED',
        data: expect.objectContaining({ fromWidth: 768, toWidth: 1024 }),
      }),
    );
  });

  test('is checked against the size of the segment, not of the file', async () => {
    // 5 % of 160 is too small, 5 % of 640 is not.
    const options: AnimateOptions = { input: await joined('h264', 'ts', ramp), width: '5%', fps: 5 };
    await expect(animate(options)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    expect(await animate({ ...options, start: 2.2 })).toMatchObject({ width: 32, height: 18 });
  });
});

describe('colors of a segment', () => {
  test('are described by its first frame', async () => {
    const tags = (space: string, trc: string): string =>
      `colorprim=${space}:colormatrix=${space === 'bt2020' ? 'bt2020nc' : space}:transfer=${trc}`;
    const input = await joined('h264', 'ts', [
      { ...sized('320x180'), flags: ['-x264-params', tags('bt709', 'bt709')] },
      { ...sized('320x180'), flags: ['-x264-params', tags('bt2020', 'arib-std-b67'), '-pix_fmt', 'yuv420p'] },
    ]);
    expect((await animate({ input, fps: 5, duration: 0.4 })).source).toMatchObject({ hdr: 'none' });
    expect((await animate({ input, fps: 5, start: 1.3 })).source).toMatchObject({
      hdr: 'hlg',
      color: { primaries: 'bt2020' },
    });
  });

  test.each(['h264', 'hevc'] as const)('stay the same where the range changes inside it (%s)', async (codec) => {
    const ranged = (range: 'pc' | 'tv'): Part => ({
      scene: `color=0x20c040:s=96x64:r=25,scale=out_range=${range}:out_color_matrix=bt709,format=yuv420p`,
      flags: ['-color_range', range, '-colorspace', 'bt709', '-pix_fmt', 'yuv420p'],
    });
    for (const ranges of [['pc', 'tv', 'pc'] as const, ['tv', 'pc', 'tv'] as const]) {
      const input = await joined(codec, 'ts', ranges.map(ranged));
      const { animation } = await make({ input, fps: 5, format: 'webp', quality: 95 });
      for (let ms = 100; ms < 3000; ms += 200) {
        const { data } = pixelsAt(animation, ms);
        const shown = [data[0], data[1], data[2]];
        const away = Math.max(...[0x20, 0xc0, 0x40].map((right, i) => Math.abs((shown[i] ?? 0) - right)));
        expect(away, `${ranges} at ${ms} ms: ${shown}`).toBeLessThanOrEqual(4);
      }
    }
  });
});

describe('video that turns interlaced', () => {
  // Stripes that are in the same place again after 3 frames. Two of three frames are not referred to by others.
  const stripes = (rate: number, step: number): string =>
    `color=s=240x120:r=${rate}:d=1,geq=lum='if(lt(mod(X-N*${step}+2400,24),12),235,16)':cb=128:cr=128`;
  const order = ['-bf', '2', '-g', '24', '-sc_threshold', '1000000000'];
  const turning = (codec: 'h264' | 'mpeg2') => {
    const [frames, fields] = {
      h264: [
        ['-x264-params', 'b-adapt=0:b-pyramid=none'],
        ['-x264-params', 'b-adapt=0:b-pyramid=none:interlaced=1'],
      ],
      mpeg2: [[], ['-flags', '+ilme+ildct']],
    }[codec];
    const progressive = { scene: stripes(25, 8), flags: [...order, ...(frames ?? [])] };
    const interlaced = {
      scene: `${stripes(50, 4)},interlace=scan=tff:lowpass=0,setfield=tff`,
      flags: [...order, ...(fields ?? [])],
    };
    return joined(codec, 'ts', [progressive, progressive, interlaced]);
  };

  test.each(['h264', 'mpeg2'] as const)('is described by the segment (%s)', async (codec) => {
    const input = await turning(codec);
    expect((await probe(input)).video[0]).toMatchObject({ interlaced: false });
    expect((await animate({ input, fps: 5, duration: 0.4 })).source.interlaced).toBe(false);
    expect((await animate({ input, fps: 5, start: 2.3 })).source.interlaced).toBe(true);
  });

  // Frames that are not sampled are skipped, except beside interlaced ones, which would be deinterlaced differently.
  test.each(['h264', 'mpeg2'] as const)(
    'has the same pictures at every frame rate and number of threads (%s)',
    async (codec) => {
      const input = await turning(codec);
      const md5 = new Set<string>();
      for (const first of [25, 26, 27]) {
        const base: AnimateOptions = { input, format: 'webp', quality: 100, start: first / 25, end: 2.9 };
        const all = (await make({ ...base, fps: 25 })).animation;
        for (const threads of [1, 2, 5]) {
          const { result, animation } = await make({ ...base, fps: '25/3', threads });
          md5.add(result.md5);
          for (let sample = 0; sample * 120 < totalMs(animation); sample++) {
            expect(different(pictureAt(animation, sample * 120 + 60), pictureAt(all, sample * 120 + 20))).toBeLessThan(
              20,
            );
          }
        }
      }
      expect(md5.size).toBe(3);
    },
  );
});

/** The number of samples that differ by more than coding errors. */
function different(a: Buffer, b: Buffer): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (Math.abs((a[i] ?? 0) - (b[i] ?? 0)) > 60) count++;
  return count;
}
