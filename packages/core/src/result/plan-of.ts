import type { RawPlan } from '@cliploop/native';
import type { ResolvedOptions } from '../options/resolve.js';
import { estimatedBytes } from './estimate.js';
import { largeOutput } from './large-output.js';
import type { Plan } from './plan.js';

/** The plan of the engine, with an estimate of the bytes. */
export function planOf(raw: RawPlan, options: ResolvedOptions): Plan {
  const { format, quality } = options;
  const { width, height, start, duration, frames, frameRate, sourceRate } = raw;
  const known = frames > 0;
  // Repeated frames take no bytes.
  const distinct = sourceRate > 0 && sourceRate < frameRate ? Math.ceil(duration * sourceRate) : frames;
  const bytes = estimatedBytes({ format, quality, width, height, frames: distinct, frameRate });
  const end = options.end === undefined ? undefined : options.end / 1e6;
  const warning = known ? largeOutput({ ...raw, estimatedBytes: bytes }, { ...options, end }) : undefined;
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
