import { type NameOf, option, Phrase } from '../phrase.js';
import { alternatives } from '../schema/kinds.js';
import type { Warning } from '../warnings.js';

/** Longest segment without a warning, s. */
const MAX_SECONDS = 30;
/** Largest estimate without a warning. */
const MAX_BYTES = 50e6;

/** Suggested values, which are common for short animations. */
const SUGGESTED_SECONDS = 10;
const SUGGESTED_WIDTH = 480;
const SUGGESTED_FPS = 12;

/** The options that messages of the engine name. These messages can also contain text of the input. */
const namedOptions: Partial<Record<Warning['code'], string>> = { RATE_ASSUMED: 'inputFps', STREAM_CHOSEN: 'stream' };

/** A job before its first frame is encoded: px, s, fps and bytes. */
export interface Job {
  width: number;
  height: number;
  start: number;
  /** Of the output. */
  duration: number;
  frames: number;
  frameRate: number;
  estimatedBytes: number;
}

/** The options of the job that affect the size. A side of 0 is automatic; a percentage is an object. */
export interface SizeOptions {
  width: number | object;
  height: number | object;
  resolutionAdaptive: boolean;
  end?: number | undefined;
  /** Seconds of the segment for each second of the output. */
  pace: number;
}

/** Returns the warning for a large output, with options that make it smaller, or `undefined` if the output is not large. */
export function largeOutput(job: Job, given: SizeOptions): Warning | undefined {
  if (job.duration <= MAX_SECONDS && job.estimatedBytes <= MAX_BYTES) return undefined;
  const { frames, width, height, duration, estimatedBytes } = job;
  const warning: Warning = {
    code: 'LARGE_OUTPUT',
    message: '',
    data: { frames, width, height, duration: Number(duration.toFixed(3)), estimatedBytes },
    options: smallerOptions(job, given),
  };
  return { ...warning, message: warningText(warning) };
}

/** Returns the message of a warning with other names for the options, such as the flags of a command. */
export function warningText({ code, message, data, options = {} }: Warning, nameOf?: NameOf): string {
  if (code !== 'LARGE_OUTPUT' || data === undefined) {
    const name = namedOptions[code];
    return nameOf === undefined || name === undefined
      ? message
      : message.replaceAll(`The option ${name} `, () => `${nameOf(name)} `);
  }
  const names = Object.entries(options).map(([name, value]) => new Phrase([option(name), ` ${value}`]).text(nameOf));
  const { frames = 0, width, height, estimatedBytes = 0 } = data;
  const suggestion = names.length === 0 ? '' : ` Use ${alternatives(names)} to make it smaller.`;
  const size = `about ${approximateBytes(estimatedBytes)}: ${frames} ${frames === 1 ? 'frame' : 'frames'} of ${width}x${height}`;
  return `The output will be ${size}.${suggestion}`;
}

function smallerOptions(job: Job, given: SizeOptions): Record<string, number> {
  return {
    ...(job.duration > SUGGESTED_SECONDS && shorterSegment(job, given)),
    ...smallerSize(job, given),
    ...(job.frameRate > SUGGESTED_FPS && { fps: SUGGESTED_FPS }),
  };
}

function shorterSegment({ start }: Job, { end, pace }: SizeOptions): Record<string, number> {
  const seconds = Number((SUGGESTED_SECONDS * pace).toFixed(3));
  // A negative end cannot be replaced without the duration of the video.
  return end !== undefined && end > 0 ? { end: Number((start + seconds).toFixed(3)) } : { duration: seconds };
}

function smallerSize({ width, height }: Job, given: SizeOptions): Record<string, number> {
  const named = given.resolutionAdaptive && height > width ? { width: height, height: width } : { width, height };
  if (named.width <= SUGGESTED_WIDTH) return {};
  const low = Math.max(16, Math.round((named.height * SUGGESTED_WIDTH) / named.width));
  // Only the height was given. Suggesting a width as well would change the aspect ratio.
  if (given.width === 0 && given.height !== 0) return { height: low };
  return given.height === 0 ? { width: SUGGESTED_WIDTH } : { width: SUGGESTED_WIDTH, height: low };
}

/** Formats an estimated number of bytes with two significant digits. */
export function approximateBytes(bytes: number): string {
  const [scale, unit] = bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${Number(Math.max(1, bytes / scale).toPrecision(2))} ${unit}`;
}
