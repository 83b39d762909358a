import type { RawPlan } from '@cliploop/native';
import type { ResolvedOptions } from '../options/resolve.js';
import { estimatedBytes } from './estimate.js';
import { largeOutput } from './large-output.js';
import type { Plan } from './plan.js';

/** Converts the plan of the engine, and adds the estimated size and the warning for a large output. */
export function planOf(raw: RawPlan, options: ResolvedOptions): Plan {
  const { format, quality, speed, maxBytes } = options;
  const pace = paceOf(options);
  const { width, height, start, duration, frames, frameRate, sourceRate } = raw;
  const known = frames > 0;
  // Repeated frames are merged.
  const distinct = sourceRate > 0 && sourceRate < frameRate ? Math.ceil((frames * sourceRate) / frameRate) : frames;
  const usual = estimatedBytes({ format, quality, width, height, frames: distinct, frameRate });
  const bytes = Math.min(usual, maxBytes ?? usual);
  const end = options.end === undefined ? undefined : options.end / 1e6;
  // An output that must not exceed a size cannot be too large.
  const warning =
    known && maxBytes === undefined
      ? largeOutput(
          { ...raw, duration: duration / pace, frameRate: (frameRate * speed.num) / speed.den, estimatedBytes: bytes },
          { ...options, end, pace },
        )
      : undefined;
  return {
    format,
    width,
    height,
    start,
    duration: duration > 0 ? duration : null,
    frames: known ? frames : null,
    estimatedBytes: known ? bytes : null,
    warnings: warning === undefined ? [] : [warning],
  };
}

/** Seconds of the segment for each second of the output. */
export const paceOf = ({ speed, playback }: Pick<ResolvedOptions, 'speed' | 'playback'>): number =>
  speed.num / speed.den / (playback === 'boomerang' ? 2 : 1);
