import { deltaE2000, labOf } from './color-difference.ts';
import type { Pixels } from './compare.ts';

export interface ToneDifference {
  /** Mean CIEDE2000. */
  mean: number;
  /** The CIEDE2000 that 95 % of the pixels are below. */
  percentile95: number;
  /** Mean luma divided by that of the reference. */
  luma: number;
  /** Local contrast in the brightest tenth of the picture, divided by that of the reference. */
  contrast: number;
}

const BLOCK = 16;

function lumaOf({ data, channels, width, height }: Pixels): Float64Array {
  return Float64Array.from({ length: width * height }, (_, i) => {
    const at = i * channels;
    return 0.2126 * (data[at] ?? 0) + 0.7152 * (data[at + 1] ?? 0) + 0.0722 * (data[at + 2] ?? 0);
  });
}

const meanOf = (values: readonly number[] | Float64Array): number =>
  (values as number[]).reduce((sum, value) => sum + value, 0) / values.length;

/** Mean and standard deviation of the luma of each whole block. */
function blocks(luma: Float64Array, width: number, height: number): { mean: number; deviation: number }[] {
  const found = [];
  for (let top = 0; top + BLOCK <= height; top += BLOCK) {
    for (let left = 0; left + BLOCK <= width; left += BLOCK) {
      const values = Array.from(
        { length: BLOCK * BLOCK },
        (_, i) => luma[(top + Math.floor(i / BLOCK)) * width + left + (i % BLOCK)] ?? 0,
      );
      const mean = meanOf(values);
      found.push({ mean, deviation: Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2))) });
    }
  }
  return found;
}

/** Compares how two renderings of the same HDR frame look. */
export function toneDifference(shown: Pixels, right: Pixels): ToneDifference {
  const { width, height } = right;
  if (shown.width !== width || shown.height !== height) throw new Error('the sizes differ');
  const at = ({ data, channels }: Pixels, i: number) =>
    labOf(data[i * channels] ?? 0, data[i * channels + 1] ?? 0, data[i * channels + 2] ?? 0);
  const differences = Float64Array.from({ length: width * height }, (_, i) => deltaE2000(at(shown, i), at(right, i)));
  differences.sort();
  const [ours, theirs] = [lumaOf(shown), lumaOf(right)];
  const reference = blocks(theirs, width, height);
  const bright = reference.map(({ mean }) => mean).sort((a, b) => b - a)[Math.floor(reference.length / 10)] ?? 0;
  const ratio = (all: { deviation: number }[]) =>
    meanOf(all.filter((_, i) => (reference[i]?.mean ?? 0) >= bright).map(({ deviation }) => deviation));
  return {
    mean: meanOf(differences),
    percentile95: differences[Math.floor(differences.length * 0.95)] ?? 0,
    luma: meanOf(ours) / meanOf(theirs),
    contrast: ratio(blocks(ours, width, height)) / ratio(reference),
  };
}
