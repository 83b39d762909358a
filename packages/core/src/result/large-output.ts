import { type NameOf, option, Phrase } from '../phrase.js';
import { alternatives } from '../schema/kinds.js';
import type { Warning } from '../warnings.js';

/** Longest segment without a warning, s. */
const LONG = 30;
/** Largest estimate without a warning, bytes. */
const LARGE = 50e6;

/** Suggested values, common for short animations: s, px, frames per second. */
const SHORT = 10;
const NARROW = 480;
const SLOW = 12;

/** The job, before it encodes. */
export interface Job {
  width: number;
  height: number;
  start: number;
  duration: number;
  frames: number;
  frameRate: number;
  estimatedBytes: number;
}

/** The options that determine its size, as given: 0 is derived, a percentage is an object. */
export interface Given {
  width: number | object;
  height: number | object;
  resolutionAdaptive: boolean;
  end?: number | undefined;
}

/** The warning of an output that will be large, with the options that make it smaller; `undefined` for all others. */
export function largeOutput(job: Job, given: Given): Warning | undefined {
  if (job.duration <= LONG && job.estimatedBytes <= LARGE) return undefined;
  const { frames, width, height, duration, estimatedBytes } = job;
  const warning: Warning = {
    code: 'LARGE_OUTPUT',
    message: '',
    data: { frames, width, height, duration: Number(duration.toFixed(3)), estimatedBytes },
    options: smaller(job, given),
  };
  return { ...warning, message: warningText(warning) };
}

/** The message of a warning, with other names for the options, such as the flags of a command. */
export function warningText({ code, message, data, options = {} }: Warning, nameOf?: NameOf): string {
  if (code !== 'LARGE_OUTPUT' || data === undefined) return message;
  const names = Object.entries(options).map(([name, value]) => new Phrase([option(name), ` ${value}`]).text(nameOf));
  const { frames = 0, width, height, estimatedBytes = 0 } = data;
  const help = names.length === 0 ? '' : `; ${alternatives(names)} ${names.length === 1 ? 'makes' : 'make'} it smaller`;
  return `about ${roughly(estimatedBytes)}: ${frames} ${frames === 1 ? 'frame' : 'frames'} of ${width}x${height}${help}`;
}

function smaller(job: Job, given: Given): Record<string, number> {
  return {
    ...(job.duration > SHORT && shorter(job, given)),
    ...narrower(job, given),
    ...(job.frameRate > SLOW && { fps: SLOW }),
  };
}

function shorter({ start }: Job, { end }: Given): Record<string, number> {
  // A negative end has no simple replacement.
  return end !== undefined && end > 0 ? { end: Number((start + SHORT).toFixed(3)) } : { duration: SHORT };
}

function narrower({ width, height }: Job, given: Given): Record<string, number> {
  const named = given.resolutionAdaptive && height > width ? { width: height, height: width } : { width, height };
  if (named.width <= NARROW) return {};
  const low = Math.max(16, Math.round((named.height * NARROW) / named.width));
  // Only the height was given: the width would make it a pair, and stretch the picture.
  if (given.width === 0 && given.height !== 0) return { height: low };
  return given.height === 0 ? { width: NARROW } : { width: NARROW, height: low };
}

/** Two significant digits, because it is an estimate. */
function roughly(bytes: number): string {
  const [scale, unit] = bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${Number(Math.max(1, bytes / scale).toPrecision(2))} ${unit}`;
}
