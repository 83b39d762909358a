import sharp from 'sharp';
import { expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { PATCH, paintPatches, patchClip, patches, patchesAsGbr, type Rgb, readPatches } from '../fixtures/patches.ts';
import { meansDiffer, psnr } from '../oracle/compare.ts';
import { pixelsAt } from '../oracle/reference.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { make } from '../support/engine.ts';

/** The largest difference of a channel in 8 bits: the steps of Y'CbCr with 10 bits, tables, and the palette of the GIF. */
const CLOSE = 2.5;

async function show(input: string) {
  const { animation, result } = await make({ input, format: 'gif', quality: 100, dither: 'none' });
  return { shown: readPatches(pixelsAt(animation, 0)), color: result.source.color, hdr: result.source.hdr };
}

function worst(shown: number[][], right: readonly (readonly number[])[]): number {
  return Math.max(...right.flatMap((color, k) => color.map((channel, c) => Math.abs((shown[k]?.[c] ?? 0) - channel))));
}

const in8Bits = patches.map((color) => color.map((channel) => channel * 255));

/** Converts the patches with the library zimg. */
const converted = (options: string, format: string, transfer = 'bt709') =>
  patchClip(patchesAsGbr(), 'gbrp16le', [
    '-vf',
    `setparams=colorspace=gbr:range=pc:color_primaries=bt709:color_trc=${transfer},zscale=${options},format=${format}`,
  ]);

test.each(['709', '470bg', '170m', 'fcc', 'smpte2400m', 'ycgco'])(
  'shows the matrix %s that zimg has applied in the original colors',
  async (matrix) => {
    for (const range of ['full', 'limited']) {
      const { shown, color } = await show(await converted(`m=${matrix}:r=${range}`, 'yuv444p10le'));
      expect(worst(shown, in8Bits)).toBeLessThan(CLOSE);
      expect(color.assumed).toEqual([]);
      expect(color.range).toBe(range);
    }
  },
);

test.each([
  ['bt2020', '2020_ncl'],
  ['bt2020', 'chroma-derived-nc'],
  ['smpte432', '709'],
  ['smpte432', 'chroma-derived-nc'],
  ['smpte431', '709'],
  ['film', '709'],
  ['bt470m', 'fcc'],
])('maps colors of the primaries %s with the matrix %s to sRGB', async (primaries, matrix) => {
  const srgb = 'iec61966-2-1';
  const clip = await converted(`p=${primaries}:t=${srgb}:m=${matrix}:r=full`, 'yuv444p10le', srgb);
  const { shown, color, hdr } = await show(clip);
  expect(worst(shown, in8Bits)).toBeLessThan(CLOSE);
  expect(color.assumed).toEqual([]);
  expect(hdr).toBe('none');
});

test.each([
  ['bt2020', '2020_cl', '2020_ncl'],
  ['bt2020', 'chroma-derived-c', 'chroma-derived-nc'],
  ['smpte432', 'chroma-derived-c', 'chroma-derived-nc'],
  ['bt709', 'chroma-derived-c', '709'],
])('shows the constant luminance of %s by %s like %s', async (primaries, constant, usual) => {
  // zimg codes constant luminance from scene light, and takes signals of BT.709 for display light: so it gets light.
  const light = (v: number) => (v < 0.081 ? v / 4.5 : ((v + 0.0993) / 1.0993) ** (1 / 0.45));
  const scene = patches.map(([r, g, b]): Rgb => [light(r), light(g), light(b)]);
  const clip = (colors: readonly Rgb[], transfer: string, matrix: string) =>
    patchClip(patchesAsGbr(colors), 'gbrp16le', [
      '-vf',
      `setparams=colorspace=gbr:range=pc:color_primaries=${primaries}:color_trc=${transfer},zscale=t=2020_10:m=${matrix}:r=limited,format=yuv444p10le`,
    ]);
  const shown = await show(await clip(scene, 'linear', constant));
  const right = await show(await clip(patches, 'bt2020-10', usual));
  expect(worst(shown.shown, right.shown)).toBeLessThan(CLOSE);
  expect(shown.color.assumed).toEqual([]);
});

test.each(['smpte2084', 'arib-std-b67'])('shows ICtCp with the transfer %s like BT.2020', async (transfer) => {
  const clip = (matrix: string) => converted(`npl=203:p=2020:t=${transfer}:m=${matrix}:r=full`, 'yuv444p12le');
  const [ictcp, right] = await Promise.all([show(await clip('ictcp')), show(await clip('2020_ncl'))]);
  // A step of Ct with 10 bits can be a difference of 3 in blue.
  expect(worst(ictcp.shown, right.shown)).toBeLessThan(4);
  expect(ictcp.color).toMatchObject({ matrix: 'ictcp', transfer, assumed: [] });
  expect(ictcp.hdr).toBe(right.hdr);
});

test.each([
  ['gray values', [0, 1, 2, 3, 4, 5, 6, 7].map((step): Rgb => [step / 7, step / 7, step / 7])],
  ['colors', patches],
])('shows linear light as sRGB: %s', async (_, colors) => {
  const light = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const linear = colors.map(([r, g, b]): Rgb => [light(r), light(g), light(b)]);
  const clip = await patchClip(patchesAsGbr(linear), 'gbrp16le', ['-color_trc', 'linear', '-color_primaries', 'bt709']);
  const { shown } = await show(clip);
  expect(
    worst(
      shown,
      colors.map((color) => color.map((channel) => channel * 255)),
    ),
  ).toBeLessThan(3);
});

test.each(['png', 'jpeg', 'webp'] as const)('maps the ICC profile of a picture (%s) to sRGB', async (format) => {
  const width = PATCH * patches.length;
  const pixels = Buffer.from(
    Array.from({ length: PATCH }, () =>
      patches.flatMap((c) =>
        Array(PATCH)
          .fill(c.map((v) => Math.round(v * 255)))
          .flat(),
      ),
    ).flat(),
  );
  const picture = sharp(pixels, { raw: { width, height: PATCH, channels: 3 } })
    .toColorspace('rgb16')
    .withIccProfile('p3');
  const options = { png: {}, jpeg: { quality: 100, chromaSubsampling: '4:4:4' }, webp: { lossless: true } }[format];
  const file = await picture.toFormat(format, options).toBuffer();
  const { animation } = await make({ input: file, format: 'gif', quality: 100, dither: 'none' });
  expect(worst(readPatches(pixelsAt(animation, 0)), in8Bits)).toBeLessThan(3);
});

test('shows planes that are tagged as G, B and R', async () => {
  const samples = patchesAsGbr();
  const planes = ['-pix_fmt', 'yuv444p16le', '-colorspace', 'rgb', '-color_range', 'pc'];
  const { shown, color } = await show(await patchClip(samples, 'yuv444p16le', planes));
  expect(worst(shown, in8Bits)).toBeLessThan(CLOSE);
  expect(color.assumed).toEqual([]);
});

test('shows YCgCo in limited range by the equations of H.273', async () => {
  const code = (v: number, zero: number) => Math.round(v * 876 + zero);
  const samples = paintPatches(3, (plane, patch) => {
    const [r, g, b] = patches[patch] ?? [0, 0, 0];
    return [code((r + 2 * g + b) / 4, 64), code((2 * g - r - b) / 4, 512), code((r - b) / 2, 512)][plane] ?? 0;
  });
  const clip = await patchClip(samples, 'yuv444p10le', ['-colorspace', 'ycgco', '-color_range', 'tv']);
  expect(worst((await show(clip)).shown, in8Bits)).toBeLessThan(CLOSE);
});

test('does not convert the primaries and transfers of standard definition', async () => {
  for (const tags of [
    ['-color_primaries', 'smpte170m', '-color_trc', 'smpte170m'],
    ['-color_primaries', 'bt470bg', '-color_trc', 'gamma28'],
    ['-color_primaries', 'bt470bg', '-color_trc', 'gamma22'],
  ]) {
    const { shown } = await show(await patchClip(patchesAsGbr(), 'gbrp16le', tags));
    expect(worst(shown, in8Bits)).toBeLessThan(CLOSE);
  }
});

describeWithMedia('ICtCp of a camera picture', () => {
  const shownIn = async (input: string) => {
    const { animation, result } = await make({ input, duration: 0.1, fps: 10, format: 'webp', quality: 95 });
    return { picture: pixelsAt(animation, 50), result };
  };

  // The second file has the same pictures, a Dolby Vision box and no tags.
  test.each(['ictcp.mp4', 'dolby-vision-p5.mp4'])('shows %s like its conversion to BT.2020 by zimg', async (file) => {
    const filter =
      'setparams=colorspace=ictcp:range=pc:color_primaries=bt2020:color_trc=smpte2084,zscale=m=2020_ncl:r=full,format=yuv444p12le';
    const input = media.hard(`../faults/${file}`);
    const converted = await cached('bt2020.mkv', 1, async (draft) => {
      await ffmpeg([
        '-i',
        media.hard('../faults/ictcp.mp4'),
        '-frames:v',
        '1',
        '-vf',
        filter,
        '-c:v',
        'ffv1',
        '-level',
        '3',
        draft,
      ]);
    });
    const [shown, right] = await Promise.all([shownIn(input), shownIn(converted)]);
    expect(psnr(shown.picture, right.picture)).toBeGreaterThan(34);
    expect(meansDiffer(shown.picture, right.picture)).toBeLessThan(1);
    expect(shown.result.source.color).toMatchObject({ matrix: 'ictcp', transfer: 'smpte2084', assumed: [] });
    expect(shown.result.warnings.map(({ code }) => code)).toEqual(file === 'ictcp.mp4' ? [] : ['COLORS_APPROXIMATE']);
  });
});
