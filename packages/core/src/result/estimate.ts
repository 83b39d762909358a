/** Properties that determine the size of an output. */
interface OutputProperties {
  format: 'gif' | 'webp' | 'avif';
  quality: number;
  /** px */
  width: number;
  /** px */
  height: number;
  /** Number of distinct frames. */
  frames: number;
  /** Frames per second. */
  frameRate: number;
}

/**
 * Bytes of one pixel of one frame at 480x270, 15 fps and quality 75, and how they change with the size, frame rate and
 * quality. Measured on eight clips, from screen recordings to fast natural motion: GIF took 0.03 to 0.5 bytes, WebP 0.013 to
 * 0.072. The content of the frames has the largest effect, so an estimate is within a factor of about 2 for most videos, but 4 to
 * 13 times too high for a GIF with little motion.
 */
const models = {
  gif: { bytes: 0.3, size: -0.2, rate: -0.3, quality: [0.55, 0.67, 0.81, 1, 1.18, 1.44] },
  webp: { bytes: 0.055, size: -0.6, rate: -0.2, quality: [0.25, 0.43, 0.67, 1, 1.67, 6.5] },
  avif: { bytes: 0.02, size: -0.6, rate: -0.5, quality: [0.15, 0.3, 0.55, 1, 2, 4] },
} as const;

/** The quality of each factor in `models`. */
const qualities = [1, 25, 50, 75, 90, 100];

const REFERENCE_SIDE = Math.sqrt(480 * 270);
const REFERENCE_RATE = 15;

/** Returns the estimated size of an output in bytes. */
export function estimatedBytes({ format, quality, width, height, frames, frameRate }: OutputProperties): number {
  const model = models[format];
  const size = (Math.sqrt(width * height) / REFERENCE_SIDE) ** model.size;
  const rate = frameRate > 0 ? (frameRate / REFERENCE_RATE) ** model.rate : 1;
  return Math.round(width * height * frames * model.bytes * size * rate * interpolate(model.quality, quality));
}

function interpolate(factors: readonly number[], quality: number): number {
  const above = Math.max(
    1,
    qualities.findIndex((known) => known >= quality),
  );
  const [low = 1, high = 100] = [qualities[above - 1], qualities[above]];
  const [from = 1, to = 1] = [factors[above - 1], factors[above]];
  return from + ((to - from) * (quality - low)) / (high - low);
}
