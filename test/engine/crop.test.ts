import { readFile, writeFile } from 'node:fs/promises';
import { plan, type StillsResult, stills } from '@cliploop/core';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
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
});
