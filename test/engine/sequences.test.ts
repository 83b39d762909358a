import { describe, expect, test } from 'vitest';
import { NUMBER_HEIGHT, NUMBER_WIDTH, paintNumber, readNumber } from '../fixtures/number-picture.ts';
import { numbered } from '../fixtures/numbered.ts';
import { type Pixels, psnr } from '../oracle/compare.ts';
import { make } from '../support/engine.ts';

/** Sequences of frames at 10 fps that are difficult for encoders that store only the changes between frames. */
const sequences: Record<string, readonly number[]> = {
  forward: [0, 1, 2, 3, 4, 5, 6, 7],
  backward: [7, 6, 5, 4, 3, 2, 1, 0],
  'every frame twice': [3, 3, 9, 9, 27, 27, 81, 81],
  'flip-flop': [5, 900, 5, 901, 5, 902, 5, 903],
  'back to the first': [100, 200, 100, 300, 100, 100, 400, 100],
  'all but one the same': [77, 77, 77, 77, 500, 77, 77, 77],
  'the last one differs': [77, 77, 77, 77, 77, 77, 77, 500],
  'the first one differs': [500, 77, 77, 77, 77, 77, 77, 77],
};

/** Merges identical adjacent frames. @returns [number, milliseconds] of each */
function runs(order: readonly number[]): [number, number][] {
  const out: [number, number][] = [];
  for (const number of order) {
    const last = out.at(-1);
    if (last?.[0] === number) last[1] += 100;
    else out.push([number, 100]);
  }
  return out;
}

/** The sharp color edges lower the PSNR of WebP, whose chroma has half the size. Remains of another frame lower it by 10 dB more. */
const floors = { gif: { quality: 90, decibels: 27 }, webp: { quality: 95, decibels: 26 } } as const;

describe.each(['gif', 'webp'] as const)('%s', (format) => {
  test.each(Object.entries(sequences))(
    'shows every frame of the sequence in order and complete: %s',
    async (name, order) => {
      const source = {
        container: 'mkv',
        rate: '10',
        frames: order.length,
        order,
        args: ['-c:v', 'ffv1', '-g', '1', '-pix_fmt', 'bgr0'],
      };
      const input = await numbered(`sequence-${name.replaceAll(' ', '-')}`, source);
      const { quality, decibels } = floors[format];
      const { animation } = await make({ input, fps: 10, format, quality });
      const pictures: Pixels[] = animation.pictures.map((data) => ({
        data,
        width: animation.width,
        height: animation.height,
        channels: 4,
      }));
      expect(pictures.map((picture, i) => [readNumber(picture), animation.delays[i]])).toEqual(runs(order));
      for (const [i, [number]] of runs(order).entries()) {
        const right: Pixels = { data: paintNumber(number), width: NUMBER_WIDTH, height: NUMBER_HEIGHT, channels: 3 };
        const shown = pictures[i];
        if (shown) expect(psnr(shown, right)).toBeGreaterThan(decibels);
      }
    },
  );
});
