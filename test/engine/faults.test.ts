import { expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import type { Animation } from '../oracle/animation.ts';
import { type AnimateOptions, expectRefusal, make, probe, warningCodes } from '../support/engine.ts';

/** The numbers of frames that show a white bar on black, which moves by `step` px for each frame. */
const barNumbers = ({ pictures, width }: Animation, step: number): number[] =>
  pictures.map((rgba) => {
    const row = Array.from({ length: width }, (_, x) => rgba[(width + x) * 4] ?? 0);
    return Math.round(row.findIndex((level) => level > 127) / step);
  });

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describeWithMedia('a file of the shared media that was shown wrong', () => {
  const convert = async (name: string, options: Partial<AnimateOptions> = {}) =>
    make({ format: 'webp', quality: 100, input: media.fault(name), ...options } as AnimateOptions);
  const seconds = async (name: string): Promise<number | null> => (await probe(media.fault(name))).duration;

  test.each<[string, Partial<AnimateOptions>, number, number[]]>([
    ['joined-mpeg2-numbered.ts', { start: 4, duration: 0.5, fps: 30 }, 5, range(30, 44)],
    ['concat-numbered.webm', { start: -1 }, 16, range(20, 29)],
    ['flv-reset.flv', { start: -1 }, 16, range(20, 29)],
    ['flv-reset.flv', { start: 4 }, 16, range(10, 29)],
    ['epoch-frag.mp4', {}, 16, range(0, 29)],
    ['asp-bframes.avi', { start: -0.5 }, 16, range(25, 29)],
  ])('shows the frames of %s for %o', async (name, options, step, numbers) => {
    const { animation } = await convert(name, options);
    expect(barNumbers(animation, step)).toEqual(numbers);
  });

  test.each([
    ['joined-h264.ts', { start: 4, duration: 1, fps: 25 }, 25, 1],
    ['joined.vob', { start: -0.5 }, 8, 0.5],
    ['mediarecorder-concat.webm', { start: -1 }, undefined, 1],
    ['preview-track.webm', {}, 20, 2],
    ['10fps.mp4', {}, 20, 2],
    ['rpicam-1000k.h264', { inputFps: 30 }, 30, 2],
  ] as [string, Partial<AnimateOptions>, number | undefined, number][])(
    'gives the frames and the duration of %s for %o',
    async (name, options, frames, duration) => {
      const { result } = await convert(name, options);
      expect(result.duration).toBeCloseTo(duration, 2);
      if (frames !== undefined) expect(result.frames).toBe(frames);
      expect(result.warnings).toEqual([]);
    },
  );

  test.each([
    ['joined.vob', 6],
    ['asp-bframes.avi', 3],
    ['epoch-frag.mp4', 3],
    ['flv-reset.flv', 6],
    ['mediarecorder-concat.webm', 4.02],
  ])('probe() gives the duration of %s', async (name, duration) => {
    expect(await seconds(name)).toBeCloseTo(duration, 2);
  });

  test.each(['midgop-hevc.ts', 'midgop-mpeg4.mkv', 'midgop-h264-false-truncated.ts'])(
    'starts %s with its first whole frame',
    async (name) => {
      const { result } = await convert(name);
      expect(warningCodes(result)).toEqual(['START_DROPPED']);
    },
  );

  test('refuses encrypted and destroyed video', async () => {
    await expectRefusal(convert('cenc.mp4'), 'INPUT_ENCRYPTED');
    await expectRefusal(convert('trashed.mp4'), 'DECODE_FAILED');
  });

  test.each(['pixelcrop.mkv', 'clap.mp4'])('crops %s as its container states', async (name) => {
    const { result, animation } = await convert(name);
    expect([result.width, result.height]).toEqual([320, 180]);
    const [red = 0, green = 0, blue = 0] = animation.pictures[0]?.subarray(160 * 4, 160 * 4 + 3) ?? [];
    expect(red > 180 && green < 80 && blue < 80).toBe(false);
  });

  test('shows a 32-bit video without alpha, and keeps the alpha of animated AVIF', async () => {
    const opaque = (await convert('rgb32-zero-alpha.avi')).animation.pictures[0];
    expect(opaque?.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
    const avif = await convert('alpha-video.avif');
    expect(avif.animation.pictures[0]?.some((alpha, i) => i % 4 === 3 && alpha === 0)).toBe(true);
    expect(warningCodes(avif.result)).toEqual([]);
  });

  test('shows Dolby Vision profile 5 without its metadata like ICtCp, with a warning', async () => {
    const dolby = await convert('dolby-vision-p5.mp4');
    const ictcp = await convert('ictcp.mp4');
    expect(warningCodes(dolby.result)).toEqual(['COLORS_APPROXIMATE']);
    expect(warningCodes(ictcp.result)).toEqual([]);
    expect(dolby.animation.pictures[0]?.equals(ictcp.animation.pictures[0] ?? Buffer.alloc(0))).toBe(true);
  });
});
