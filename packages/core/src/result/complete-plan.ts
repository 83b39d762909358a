import type { ResolvedOptions } from '../options/resolve.js';
import { estimatedBytes } from './estimate.js';
import { largeOutput } from './large-output.js';
import { paceOf } from './plan-of.js';
import type { PlanResult, Suggestion } from './plan-result.js';

/** The result of the engine. */
export type RawPlanResult = Omit<PlanResult, 'suggestions'>;

/** Widths that are common for animations, px. */
const COMMON_WIDTHS = [960, 640, 480, 320];
/** Frame rates that are common for animations. */
const COMMON_RATES = [15, 10];

/** Adds the suggestions and the warning for a large output to the plan of the engine. */
export function completePlan(raw: RawPlanResult, options: ResolvedOptions): PlanResult {
  if (options.maxBytes !== undefined) return withinBudget(raw, options.maxBytes);
  const { width, height, start, duration, frames, frameRate, estimate } = raw;
  const known = duration !== null && frames !== null && estimate !== null;
  const end = options.end === undefined ? undefined : options.end / 1e6;
  const job = { width, height, start, frameRate: frameRate ?? 0 };
  const warning = known
    ? largeOutput(
        { ...job, duration, frames, estimatedBytes: estimate.bytes },
        { ...options, end, pace: paceOf(options) },
      )
    : undefined;
  return {
    ...raw,
    suggestions: suggestionsOf(raw, options),
    warnings: [...(warning === undefined ? [] : [warning]), ...raw.warnings],
  };
}

/** The time of a job that encodes several times, as a multiple of one that encodes once. */
const FITTING_TIME = 1.6;

/** The plan of a job that reduces the settings until the output fits. */
function withinBudget(raw: RawPlanResult, maxBytes: number): PlanResult {
  if (raw.estimate === null) return { ...raw, suggestions: [] };
  const { bytes, low, high, seconds } = raw.estimate;
  const most = (size: number) => Math.min(size, maxBytes);
  const estimate = {
    ...raw.estimate,
    ...{ bytes: most(bytes), low: most(low), high: most(high), seconds: seconds * FITTING_TIME },
  };
  return { ...raw, estimate, suggestions: [] };
}

/** The measured size, changed as the sizes of usual animations change with the width and the frame rate. */
function suggestionsOf(plan: RawPlanResult, options: ResolvedOptions): Suggestion[] {
  const { format, width, height, frames, frameRate, estimate } = plan;
  if (estimate === null || frames === null || frameRate === null) return [];
  const sizeOf = (change: { width?: number; height?: number; frameRate?: number }) => {
    const rate = change.frameRate ?? frameRate;
    const { quality } = options;
    return estimatedBytes({
      format,
      quality,
      width,
      height,
      ...change,
      frames: (frames * rate) / frameRate,
      frameRate: rate,
    });
  };
  const now = sizeOf({});
  const scaled = (bytes: number) => Math.round((estimate.bytes * bytes) / now);
  const widths = COMMON_WIDTHS.filter((wide) => wide < width);
  const bySize = widths.map((wide) => {
    const high = Math.max(16, Math.round((height * wide) / width));
    return { options: sizeOptions(wide, high, plan, options), bytes: scaled(sizeOf({ width: wide, height: high })) };
  });
  const byRate = COMMON_RATES.filter((rate) => rate < frameRate).map((fps) => ({
    options: { fps },
    bytes: scaled(sizeOf({ frameRate: fps })),
  }));
  return [...bySize, ...byRate].sort((a, b) => b.bytes - a.bytes);
}

/** The sides to give for a size, in the way in which the caller gave them. */
function sizeOptions(wide: number, high: number, plan: RawPlanResult, given: ResolvedOptions): Record<string, number> {
  const [width, height] = given.resolutionAdaptive && plan.height > plan.width ? [high, wide] : [wide, high];
  if (given.width === 0 && given.height !== 0) return { height };
  return given.height === 0 ? { width } : { width, height };
}
