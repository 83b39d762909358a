import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { plan, type StillsResult, stills } from '@cliploop/core';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { cleanAperture, withEntryBox } from '../fixtures/mp4-boxes.ts';
import { type Pixels, psnr, ssim } from '../oracle/compare.ts';
import { loadPixels, pixelsAt } from '../oracle/reference.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { expectRefusal, make } from '../support/engine.ts';

/** A moving picture with fine detail, as displayed: 320x180. */
const DETAIL = 'testsrc2=s=320x180:r=10:d=1,noise=alls=12:all_seed=5';

interface Clip {
  readonly size?: string;
  readonly args: readonly string[];
  readonly extension?: string;
}

const h264 = ['-c:v', 'libx264', '-crf', '8', '-preset', 'veryfast', '-g', '5'];

/** Each stores samples in another way: subsampled, packed, indexed, turned. */
const clips: Readonly<Record<string, Clip>> = {
  yuv420p: { args: [...h264, '-pix_fmt', 'yuv420p'] },
  yuv422p10: { args: [...h264, '-pix_fmt', 'yuv422p10le'] },
  yuv444p: { args: [...h264, '-pix_fmt', 'yuv444p'] },
  yuv411p: { args: ['-c:v', 'ffv1', '-pix_fmt', 'yuv411p'] },
  'packed yuyv422': { args: ['-c:v', 'rawvideo', '-pix_fmt', 'yuyv422'], extension: 'nut' },
  rgb24: { args: ['-c:v', 'png', '-pix_fmt', 'rgb24'] },
  gray: { args: ['-c:v', 'ffv1', '-pix_fmt', 'gray'] },
  'with alpha': { args: ['-c:v', 'ffv1', '-pix_fmt', 'yuva420p'] },
  'turned by 90 degrees': { args: [...h264, '-pix_fmt', 'yuv420p'], extension: 'mp4' },
};

async function clipOf(name: string, { args, extension = 'mkv' }: Clip): Promise<string> {
  return cached(`crop-${name.replaceAll(' ', '-')}.${extension}`, [DETAIL, args], async (draft) => {
    await ffmpeg(['-f', 'lavfi', '-i', DETAIL, ...args, draft]);
    if (name.startsWith('turned')) await turn(draft);
  });
}

/** Turns an MP4 by a quarter clockwise, by the matrix in its track header. */
async function turn(file: string): Promise<void> {
  const bytes = await readFile(file);
  const matrix = bytes.indexOf('tkhd') + 4 + 40;
  for (const [i, value] of [0, 65536, 0, -65536, 0, 0].entries()) bytes.writeInt32BE(value, matrix + i * 4);
  await writeFile(file, bytes);
}

async function still(input: string, options: object): Promise<{ pixels: Pixels; result: StillsResult }> {
  const result = await stills({ input, times: [0.35], format: 'png', ...options });
  return { pixels: await loadPixels(Buffer.from(result.stills[0]?.data ?? [])), result };
}

/** The part of a picture. */
async function extracted(picture: Pixels, left: number, top: number, width: number, height: number): Promise<Pixels> {
  const { data, info } = await sharp(picture.data, { raw: picture })
    .extract({ left, top, width, height })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}

describe.each(Object.entries(clips))('crop of %s', (name, clip) => {
  test('keeps exactly the pixels of the area', async () => {
    const input = await clipOf(name, clip);
    const whole = (await still(input, {})).pixels;
    for (const [x, y, width, height] of [
      [0, 0, 80, 60],
      [37, 21, 101, 83],
      [whole.width - 43, whole.height - 31, 43, 31],
    ] as const) {
      const { pixels, result } = await still(input, { crop: { x, y, width, height } });
      expect([pixels.width, pixels.height]).toEqual([width, height]);
      expect(result.crop).toEqual({ x, y, width, height });
      // Chroma at the border differs, because it has no neighbors there.
      expect(psnr(pixels, await extracted(whole, x, y, width, height))).toBeGreaterThan(34);
      const inside = await extracted(pixels, 8, 8, width - 16, height - 16);
      expect(psnr(inside, await extracted(whole, x + 8, y + 8, width - 16, height - 16))).toBeGreaterThan(55);
    }
  });

  test('scales the area as if it were the whole picture', async () => {
    const input = await clipOf(name, clip);
    const whole = (await still(input, {})).pixels;
    const { pixels } = await still(input, { crop: '37,21,101,83', width: 60 });
    expect([pixels.width, pixels.height]).toEqual([60, 49]);
    const scaled = await cached(`crop-scaled-${name.replaceAll(' ', '-')}.png`, [DETAIL, clip, 1], async (draft) => {
      const area = await extracted(whole, 37, 21, 101, 83);
      const source = `${draft}.source.png`;
      await sharp(area.data, { raw: area }).png().toFile(source);
      await ffmpeg(['-i', source, '-vf', 'scale=60:49:flags=lanczos+accurate_rnd+full_chroma_int', draft]);
    });
    expect(psnr(pixels, await loadPixels(scaled))).toBeGreaterThan(36);
  });
});

describe('crop', () => {
  const input = () => clipOf('yuv420p', clips.yuv420p as Clip);

  test('takes percentages of the displayed sides', async () => {
    const { result } = await still(await input(), { crop: '25%,0,50%,100%' });
    expect(result.crop).toEqual({ x: 80, y: 0, width: 160, height: 180 });
    const turned = await clipOf('turned by 90 degrees', clips['turned by 90 degrees'] as Clip);
    const { result: other } = await still(turned, { crop: { x: '10%', y: '50%', width: '90%', height: 20 } });
    expect(other.crop).toEqual({ x: 18, y: 160, width: 162, height: 20 });
  });

  test('counts displayed pixels where pixels are not square', async () => {
    const anamorphic = await cached('crop-sar.mkv', [DETAIL], async (draft) => {
      await ffmpeg(['-f', 'lavfi', '-i', `${DETAIL},scale=160:180,setsar=2`, ...h264, draft]);
    });
    const whole = (await still(anamorphic, {})).pixels;
    expect([whole.width, whole.height]).toEqual([320, 180]);
    const { pixels } = await still(anamorphic, { crop: '101,50,121,61' });
    const inside = await extracted(pixels, 8, 4, 105, 53);
    expect(psnr(inside, await extracted(whole, 109, 54, 105, 53))).toBeGreaterThan(50);
  });

  test.each(['gif', 'webp'] as const)('applies before the size of an animation, and in plan() (%s)', async (format) => {
    const options = { input: await input(), crop: '40,10,200,100', width: '50%', format } as const;
    const { result, animation } = await make({ ...options, quality: 95 });
    expect([animation.width, animation.height]).toEqual([100, 50]);
    expect(result.crop).toEqual({ x: 40, y: 10, width: 200, height: 100 });
    const expected = (await still(options.input, { crop: options.crop, width: 100 })).pixels;
    expect(ssim(pixelsAt(animation, 350), expected)).toBeGreaterThan(0.97);
    const planned = await plan(options);
    expect(planned).toMatchObject({ width: 100, height: 50, crop: { x: 40, y: 10, width: 200, height: 100 } });
  });

  test('is not in the result when nothing is cut off', async () => {
    expect((await still(await input(), { crop: '0,0,100%,100%' })).result).not.toHaveProperty('crop');
  });

  test.each([
    ['300,0,40,100', '40x100 px at 300,0'],
    ['0,100,10,50%', '10x90 px at 0,100'],
  ])('refuses %s, which is not inside the picture, and names its size', async (crop, got) => {
    const job = make({ input: await input(), crop });
    await expectRefusal(job, 'INVALID_OPTION');
    await expect(job).rejects.toMatchObject({
      option: 'crop',
      message: expect.stringContaining(`crop must be inside the picture of 320x180 px, got ${got}`),
    });
  });

  test.each(['yuv411p', 'yuv420p', 'yuv444p'])(
    'shows the same with cover as in the whole picture (%s)',
    async (name) => {
      const file = await clipOf(name, clips[name] as Clip);
      const whole = (await still(file, {})).pixels;
      for (const width of [168, 176, 181]) {
        const { pixels } = await still(file, { width, height: 180, fit: 'cover', gravity: 'west' });
        const inside = await extracted(pixels, 0, 0, width, 180);
        expect(psnr(inside, await extracted(whole, 0, 0, width, 180))).toBeGreaterThan(60);
      }
    },
  );

  test.each([
    ['cover', 'west', [0, 0, 180, 180]],
    ['cover', 'center', [70, 0, 180, 180]],
    ['cover', 'northeast', [140, 0, 180, 180]],
  ] as const)('keeps the part that gravity says: %s %s', async (fit, gravity, [x, y, width, height]) => {
    const { pixels } = await still(await input(), { width: 180, height: 180, fit, gravity });
    const whole = (await still(await input(), {})).pixels;
    expect(psnr(pixels, await extracted(whole, x, y, width, height))).toBeGreaterThan(45);
  });

  test('places the picture where gravity says for pad', async () => {
    const { pixels } = await still(await input(), {
      width: 320,
      height: 320,
      fit: 'pad',
      gravity: 'south',
      background: '#00f',
    });
    expect([...pixels.data.subarray(0, 3)]).toEqual([0, 0, 255]);
    const whole = (await still(await input(), {})).pixels;
    expect(psnr(await extracted(pixels, 0, 140, 320, 180), whole)).toBeGreaterThan(45);
  });
});

describe('crop auto', () => {
  /** A picture inside black bars with the noise of compression, and a black frame before it. */
  const barred = (name: string, filter: string, args: readonly string[] = [...h264, '-crf', '26']) =>
    cached(`bars-${name}.mkv`, [filter, args], async (draft) => {
      await ffmpeg(['-f', 'lavfi', '-i', filter, ...args, '-pix_fmt', 'yuv420p', draft]);
    });
  const scene = 'testsrc2=s=240x100:r=10:d=3';

  test.each([
    ['letterbox', `${scene},pad=240:160:0:30`, { x: 0, y: 30, width: 240, height: 100 }],
    ['pillarbox', `${scene},pad=320:100:40:0`, { x: 40, y: 0, width: 240, height: 100 }],
    ['both, unequal', `${scene},pad=320:180:20:54`, { x: 20, y: 54, width: 240, height: 100 }],
    [
      'letterbox behind a black start',
      `${scene},pad=240:160:0:30,fade=in:0:8`,
      { x: 0, y: 30, width: 240, height: 100 },
    ],
  ])('removes %s', async (name, filter, area) => {
    const input = await barred(name.replaceAll(/\W+/g, '-'), filter);
    const { result, animation } = await make({ input, crop: 'auto', format: 'webp' });
    // The compression of the clip may blur a line or two into the bars.
    for (const key of ['x', 'y', 'width', 'height'] as const) {
      expect(Math.abs((result.crop?.[key] ?? 0) - area[key])).toBeLessThanOrEqual(key === 'x' || key === 'y' ? 1 : 2);
    }
    expect([animation.width, animation.height]).toEqual([result.crop?.width, result.crop?.height]);
    expect((await plan({ input, crop: 'auto' })).crop).toEqual(result.crop);
    expect((await stills({ input, crop: 'auto', count: 1 })).crop).toEqual(result.crop);
  });

  test.each([
    ['a picture without bars', scene],
    ['black', 'color=black:s=240x160:r=10:d=1'],
    ['small content on black', 'color=white:s=60x8:r=10:d=1,pad=240:160:90:76:black'],
    ['points on black', 'life=s=120x80:mold=0:ratio=0.004:r=10:seed=3,trim=duration=1,pad=240:160:60:40'],
  ])('cuts nothing from %s', async (name, filter) => {
    const input = await barred(name.replaceAll(/\W+/g, '-'), filter);
    const { result } = await make({ input, crop: 'auto' });
    expect(result).not.toHaveProperty('crop');
    expect([result.width, result.height]).toEqual(name === 'a picture without bars' ? [240, 100] : [240, 160]);
  });

  test('looks at the whole segment, and only at it', async () => {
    const input = await barred(
      'change',
      [
        'testsrc2=s=240x160:r=10:d=4[full]',
        'testsrc2=s=240x100:r=10:d=4,pad=240:160:0:30[bars]',
        '[bars][full]concat',
      ].join(';'),
    );
    expect((await make({ input, crop: 'auto', end: 4 })).result.crop?.height).toBeLessThanOrEqual(102);
    expect((await make({ input, crop: 'auto' })).result).not.toHaveProperty('crop');
    expect((await make({ input, crop: 'auto', start: 4.2, end: 6 })).result).not.toHaveProperty('crop');
  });

  test('looks at every part of a segment with one key frame', async () => {
    const late = ['testsrc2=s=240x100:r=30:d=5,pad=240:160:0:30[bars]', 'testsrc2=s=240x160:r=30:d=5[full]'];
    const filter = [...late, '[bars][full]concat'].join(';');
    const input = await barred('late', filter, ['-c:v', 'libx264', '-crf', '26', '-g', '999', '-sc_threshold', '0']);
    expect((await stills({ input, times: [7], crop: 'auto' })).crop).toBeUndefined();
    expect((await stills({ input, end: 4.5, times: [1], crop: 'auto' })).crop?.height).toBeLessThanOrEqual(102);
  });

  test.each([
    ['a stream', 'mkv', (file: string) => createReadStream(file)],
    ['a raw stream', 'h264', (file: string) => file],
  ])('finds the same in %s, which cannot seek', async (_, extension, open) => {
    const filter = `${scene},pad=240:160:0:30,fade=in:0:8`;
    const clip = (name: string, args: readonly string[]) =>
      cached(`bars-${name}.${extension}`, [filter, args], async (draft) => {
        await ffmpeg(['-f', 'lavfi', '-i', filter, ...h264, ...args, '-pix_fmt', 'yuv420p', draft]);
      });
    const file = await clip('stream', []);
    for (const options of [{}, { start: 1, duration: 1 }, { end: 0.3 }] as const) {
      const { result } = await make({ input: open(file), crop: 'auto', format: 'webp', ...options });
      const black = 'end' in options;
      expect(result.crop?.height ?? 160).toBeLessThanOrEqual(black ? 160 : 102);
      expect((await plan({ input: open(file), crop: 'auto', ...options })).crop).toEqual(result.crop);
      expect((await stills({ input: open(file), crop: 'auto', count: 2, ...options })).crop).toEqual(result.crop);
    }
  });

  test('looks inside the area that the container shows', async () => {
    const filter = `${scene},pad=240:160:0:30,fade=in:0:8,pad=280:200:20:20:red`;
    const flags = ['-f', 'mov', '-movflags', 'frag_keyframe+empty_moov+default_base_moof'];
    const whole = await ffmpeg(['-f', 'lavfi', '-i', filter, ...h264, '-pix_fmt', 'yuv420p', ...flags, 'pipe:1']);
    const input = withEntryBox(whole, cleanAperture([240, 1], [160, 1], [0, 1], [0, 1]));
    const { result } = await make({ input, crop: 'auto', format: 'webp' });
    expect(result.source).toMatchObject({ width: 240, height: 160 });
    expect(Math.abs((result.crop?.height ?? 0) - 101)).toBeLessThanOrEqual(1);
  });

  test('keeps transparent margins', async () => {
    const input = await cached('bars-transparent.mkv', 1, async (draft) => {
      const filter = 'testsrc2=s=120x80:r=5:d=1,format=rgba,pad=200:160:40:40:black@0';
      await ffmpeg(['-f', 'lavfi', '-i', filter, '-c:v', 'png', draft]);
    });
    expect((await make({ input, crop: 'auto' })).result.crop).toBeUndefined();
  });

  test('estimates about the time that the job takes', async () => {
    const input = await barred('time', 'testsrc2=s=640x268:r=25:d=6,pad=640:360:0:46');
    const { estimate } = await plan({ input, crop: 'auto', width: 320, format: 'webp' });
    const same = await plan({ input, crop: '0,46,640,268', width: 320, format: 'webp' });
    expect((estimate?.seconds ?? 0) / (same.estimate?.seconds ?? 1)).toBeLessThan(6);
  });

  test('refuses a picture that does not fit into the memory limit', async () => {
    const input = await barred('large', 'testsrc2=s=2560x1440:r=5:d=1');
    await expectRefusal(make({ input, crop: 'auto', width: 160, limits: { maxMemory: 60 * 2 ** 20 } }), 'LIMIT_MEMORY');
  });
});

describe('large reductions', () => {
  /** Gray between white bars. */
  const clip = (format: string) =>
    cached(`crop-large-${format}.mkv`, 1, async (draft) => {
      const filter = `color=gray:s=3840x1608:r=2:d=1,pad=3840:2160:0:276:white,format=${format}`;
      await ffmpeg(['-f', 'lavfi', '-i', filter, '-c:v', 'ffv1', draft]);
    });

  test.each(['yuv420p', 'rgb24', 'yuv422p10', 'yuva420p'])(
    'shows nothing from beside the area (%s)',
    { timeout: 60_000 },
    async (format) => {
      const input = await clip(format);
      for (const width of [40, 100, 160, 200]) {
        const { pixels } = await still(input, { crop: '0,276,3840,1608', width });
        const values = pixels.data.filter((_, index) => index % 3 === 0);
        expect(Math.max(...values) - Math.min(...values)).toBeLessThanOrEqual(2);
      }
      // A side that is hardly reduced stays exact.
      const { pixels } = await still(input, { crop: '0,270,3840,12', width: 96, height: 24 });
      const column = Array.from({ length: 24 }, (_, y) => pixels.data[(y * 96 + 48) * 3] ?? 0);
      expect(column[2]).toBeGreaterThan(250);
      expect(column[21]).toBeLessThan(140);
      expect(Math.abs((column[11] ?? 0) - 255)).toBeLessThan(40);
    },
  );
});
