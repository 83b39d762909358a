import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { crop, display, withVideoValues } from '../fixtures/ebml.ts';
import { cleanAperture, setTrackSize, withEntryBox } from '../fixtures/mp4-boxes.ts';
import { ssim } from '../oracle/compare.ts';
import { pixelsAt } from '../oracle/reference.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { make, probe } from '../support/engine.ts';

const bars = 'pad=320:240:0:20:red';
const scene = (filter = bars): string[] => ['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=10:d=0.5,${filter}`];
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '12', '-pix_fmt', 'yuv420p'];

const mp4Of = (args: readonly string[], flags: string, filter?: string): Promise<Buffer> =>
  ffmpeg([...scene(filter), ...args, '-f', 'mov', '-movflags', flags, 'pipe:1']);
const fragmented = 'frag_keyframe+empty_moov+default_base_moof';
const mkvOf = (args: readonly string[] = h264, filter?: string): Promise<Buffer> =>
  ffmpeg([...scene(filter), ...args, '-f', 'matroska', 'pipe:1']);

/** 320x180 inside 320x240, 20 pixels from the top: 10 above the center. */
const middle = [
  [320, 1],
  [180, 1],
  [0, 1],
  [-10, 1],
] as const;
const matroskaCrop = { [crop.top]: 20, [crop.bottom]: 40, [display.width]: 320, [display.height]: 180 };

async function pictureOf(input: Uint8Array) {
  return pixelsAt((await make({ input, format: 'webp', quality: 95, fps: 10 })).animation, 250);
}

/** The scene without bars. */
const plain = mkvOf(h264, 'null').then(pictureOf);

async function expectScene(input: Uint8Array | Readable, what: object = {}, expected = plain): Promise<void> {
  const { result, animation } = await make({ input, format: 'webp', quality: 95, fps: 10 });
  expect([animation.width, animation.height]).toEqual([320, 180]);
  expect(result.source).toMatchObject({ width: 320, height: 180, codedWidth: 320, codedHeight: 240, ...what });
  expect(ssim(pixelsAt(animation, 250), await expected)).toBeGreaterThan(0.97);
}

/** MP4 that ffmpeg can write only to a file. */
async function seekableMp4(flags: readonly string[]): Promise<Buffer> {
  const { readFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  const { tempDir } = await import('../support/temp.ts');
  const file = join(tempDir(), 'clip.mp4');
  await ffmpeg([...scene(), ...h264, ...flags, file]);
  return readFileSync(file);
}

describe('clean aperture of MP4', () => {
  test.each([
    ['an index at the end', []],
    ['an index at the start', ['-movflags', '+faststart']],
  ] as const)('shows only the aperture of a file with %s', async (_, flags) => {
    const file = withEntryBox(await seekableMp4(flags), cleanAperture(...middle));
    await expectScene(file, { sampleAspectRatio: '1:1' });
    await expectScene(Readable.from([file]));
    expect((await probe(file)).video[0]).toMatchObject({ width: 320, height: 180, codedHeight: 240 });
  });

  test('shows only the aperture of a fragmented file', async () => {
    const file = withEntryBox(await mp4Of(h264, fragmented), cleanAperture(...middle));
    await expectScene(file);
    await expectScene(Readable.from([file]));
  });

  test.each([
    ['MPEG-4', ['-c:v', 'mpeg4', '-q:v', '2']],
    ['HEVC', ['-c:v', 'libx265', '-x265-params', 'log-level=none:qp=12']],
    ['Motion JPEG', ['-c:v', 'mjpeg', '-q:v', '2']],
    ['PNG', ['-c:v', 'png']],
    ['ProRes', ['-c:v', 'prores_ks']],
  ] as const)('shows only the aperture of %s', async (_, codec) => {
    await expectScene(withEntryBox(await mp4Of(codec, fragmented), cleanAperture(...middle)));
  });

  test('takes the size in the track header for the size of the aperture', async () => {
    const file = withEntryBox(await mp4Of(h264, fragmented), cleanAperture(...middle));
    setTrackSize(file, 320, 180);
    await expectScene(file, { sampleAspectRatio: '1:1' });
  });

  test('applies the pixel shape after the aperture', async () => {
    const file = withEntryBox(await mp4Of([...h264, '-aspect', '8:3'], fragmented), cleanAperture(...middle));
    const { result } = await make({ input: file, fps: 5 });
    expect(result.source).toMatchObject({ width: 640, height: 180, sampleAspectRatio: '2:1' });
  });

  test('rotates after the aperture', async () => {
    const upright = await seekableMp4([]);
    const file = withEntryBox(upright, cleanAperture(...middle));
    // A quarter turn clockwise.
    const matrix = file.indexOf('tkhd') + 4 + 40;
    for (const [i, value] of [0, 65536, 0, -65536, 0, 0].entries()) file.writeInt32BE(value, matrix + i * 4);
    const { result } = await make({ input: file, fps: 5 });
    expect(result.source).toMatchObject({ width: 180, height: 320, rotation: 90 });
  });

  test('rounds fractions to whole pixels inside the picture', async () => {
    const aperture = cleanAperture([3191, 10], [1795, 10], [1, 2], [-19, 2]);
    const { result } = await make({ input: withEntryBox(await mp4Of(h264, fragmented), aperture), fps: 5 });
    expect([result.width, result.height]).toEqual([319, 180]);
  });

  test.each([
    [
      'larger than the picture',
      [
        [400, 1],
        [180, 1],
        [0, 1],
        [0, 1],
      ],
    ],
    [
      'beyond an edge',
      [
        [320, 1],
        [180, 1],
        [0, 1],
        [100, 1],
      ],
    ],
    [
      'with a zero denominator',
      [
        [320, 0],
        [180, 1],
        [0, 1],
        [0, 1],
      ],
    ],
    [
      'with a negative size',
      [
        [-320, 1],
        [180, 1],
        [0, 1],
        [0, 1],
      ],
    ],
    [
      'without any pixel',
      [
        [0, 1],
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    ],
    [
      'cut off',
      [
        [320, 1],
        [180, 1],
      ],
    ],
  ] as const)('ignores an aperture %s', async (_, fractions) => {
    const { result } = await make({
      input: withEntryBox(await mp4Of(h264, fragmented), cleanAperture(...fractions)),
      fps: 5,
    });
    expect([result.width, result.height]).toEqual([320, 240]);
  });
});

describe('crop of Matroska', () => {
  test.each([
    ['H.264', h264],
    ['VP8', ['-c:v', 'libvpx', '-crf', '4', '-b:v', '4M', '-deadline', 'realtime']],
    ['VP9', ['-c:v', 'libvpx-vp9', '-crf', '4', '-deadline', 'realtime', '-cpu-used', '8']],
    ['FFV1', ['-c:v', 'ffv1', '-pix_fmt', 'yuv444p']],
    ['Motion JPEG', ['-c:v', 'mjpeg', '-q:v', '2']],
    ['RGB', ['-c:v', 'ffv1', '-pix_fmt', 'bgr0']],
  ] as const)('shows only the crop of %s', async (_, codec) => {
    await expectScene(withVideoValues(await mkvOf(codec), matroskaCrop), { sampleAspectRatio: '1:1' });
  });

  test('shows only the crop of a stream that is read once', async () => {
    const file = withVideoValues(await mkvOf(), matroskaCrop);
    await expectScene(Readable.from([file.subarray(0, 1000), file.subarray(1000)]));
    expect((await probe(Readable.from([file]))).video[0]).toMatchObject({ width: 320, height: 180, codedHeight: 240 });
  });

  test.each([
    ['as a ratio', { [display.width]: 16, [display.height]: 9, [display.unit]: 3 }],
    ['in centimeters', { [display.width]: 32, [display.height]: 18, [display.unit]: 1 }],
    ['not at all', { [display.width]: 0, [display.height]: 0 }],
    ['with an unknown unit', { [display.width]: 1, [display.height]: 1, [display.unit]: 4 }],
  ] as const)('relates the display size to the crop when it is given %s', async (_, size) => {
    await expectScene(withVideoValues(await mkvOf(), { ...matroskaCrop, ...size }));
  });

  test('stretches the crop to the display size', async () => {
    const values = { ...matroskaCrop, [display.width]: 640 };
    const { result } = await make({ input: withVideoValues(await mkvOf(), values), fps: 5 });
    expect(result.source).toMatchObject({ width: 640, height: 180, sampleAspectRatio: '2:1' });
  });

  test('crops odd numbers of pixels exactly', async () => {
    const file = await mkvOf(['-c:v', 'ffv1', '-pix_fmt', 'yuv444p'], 'format=yuv444p,pad=327:241:3:41:red');
    const values = { [crop.left]: 3, [crop.right]: 4, [crop.top]: 41, [crop.bottom]: 20 };
    const input = withVideoValues(file, { ...values, [display.width]: 320, [display.height]: 180 });
    const whole = mkvOf(['-c:v', 'ffv1', '-pix_fmt', 'yuv444p'], 'format=yuv444p').then(pictureOf);
    await expectScene(input, { codedWidth: 327, codedHeight: 241 }, whole);
  });

  test('does not crop twice what the codec has cropped', async () => {
    // H.264 codes 180 rows as 192 and crops 12 of them; the container counts all.
    const values = { ba: 192, [crop.bottom]: 12, [display.width]: 320, [display.height]: 180 };
    const { result, animation } = await make({
      input: withVideoValues(await mkvOf(h264, 'null'), values),
      format: 'webp',
      quality: 95,
      fps: 10,
    });
    expect([result.width, result.height]).toEqual([320, 180]);
    expect(ssim(pixelsAt(animation, 250), await plain)).toBeGreaterThan(0.97);
  });

  test('keeps the fields of interlaced video in order', async () => {
    const interlaced = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=20:d=1,pad=320:240:0:21:red,interlace=lowpass=0'];
    const codec = ['-c:v', 'mpeg2video', '-q:v', '2', '-flags', '+ilme+ildct'];
    const file = await ffmpeg([...interlaced, ...codec, '-f', 'matroska', 'pipe:1']);
    const whole = await make({ input: file, format: 'webp', quality: 95, fps: 5 });
    const values = { [crop.top]: 22, [crop.bottom]: 38, [display.width]: 320, [display.height]: 180 };
    const part = await make({ input: withVideoValues(file, values), format: 'webp', quality: 95, fps: 5 });
    expect(part.result.source).toMatchObject({ interlaced: true, width: 320, height: 180 });
    // The area is moved up by 2 rows, so that both chroma fields stay in place.
    const all = pixelsAt(whole.animation, 500);
    const expected = {
      ...all,
      height: 180,
      data: all.data.subarray(20 * 320 * all.channels, 200 * 320 * all.channels),
    };
    expect(ssim(pixelsAt(part.animation, 500), expected)).toBeGreaterThan(0.97);
  });

  test.each([
    ['larger than the picture', { [crop.left]: 200, [crop.right]: 200 }],
    ['of the whole picture', { [crop.top]: 240 }],
    ['of more pixels than a number holds', { [crop.top]: 0xffffffff, [crop.bottom]: 0xffffffff }],
  ] as const)('ignores a crop %s', async (_, values) => {
    const { result } = await make({ input: withVideoValues(await mkvOf(), values), fps: 5 });
    expect([result.width, result.height]).toEqual([320, 240]);
  });
});
