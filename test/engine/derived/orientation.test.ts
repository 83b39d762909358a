import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { describeWithMedia } from '../../fixtures/media.ts';
import { type Pixels, ssim } from '../../oracle/compare.ts';
import { baseAt, derivedCase, shownAt } from './cases.ts';

const START = 1.05;

async function turned(picture: Pixels, ...turns: ((image: Sharp) => Sharp)[]): Promise<Pixels> {
  let { data, width, height } = picture;
  for (const turn of turns) {
    const image = turn(sharp(data, { raw: { width, height, channels: 3 } }));
    const done = await image.raw().toBuffer({ resolveWithObject: true });
    [data, width, height] = [done.data, done.info.width, done.info.height];
  }
  return { data, width, height, channels: 3 };
}

const rotate = (degrees: number) => (image: Sharp) => image.rotate(degrees);
const mirror = (image: Sharp) => image.flop();

describeWithMedia('orientation and cropping', () => {
  test.each([
    ['rot90.mp4', [rotate(90)]],
    ['rot180.mp4', [rotate(180)]],
    ['rot270.mp4', [rotate(270)]],
    ['hflip.mp4', [mirror]],
    ['transpose.mp4', [rotate(90), mirror]],
  ] as const)('shows %s as its display matrix says', async (file, turns) => {
    const [shown, right] = await Promise.all([
      shownAt(derivedCase(file), START),
      baseAt(START).then((picture) => turned(picture, ...turns)),
    ]);
    expect(ssim(shown, right)).toBeGreaterThan(0.97);
  });

  test.each(['gif', 'webp'] as const)(
    'uses an adaptive width for the long edge of the displayed frame (%s)',
    async (format) => {
      const shown = await shownAt(derivedCase('rot90.mp4'), START, { width: 240, resolutionAdaptive: true, format });
      expect([shown.width, shown.height]).toEqual([135, 240]);
    },
  );
});
