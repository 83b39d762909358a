import { CliploopError } from '../errors.js';
import { option, phrase } from '../phrase.js';
import { type Destination, type DestinationName, destinations } from './destinations.js';
import type { AnimationFormat } from './format.js';
import type { ResolvedLimits } from './limits.js';

/** The options that the rules of a service are about. Times are in microseconds. */
interface Ruled {
  readonly format: AnimationFormat;
  readonly maxBytes?: number | undefined;
  readonly start: number;
  readonly end?: number | undefined;
  readonly duration?: number | undefined;
  readonly fps: { readonly num: number; readonly den: number } | 'source';
  readonly limits: ResolvedLimits;
}

/** Options whose defaults a service sets, as they are given. */
interface Sized {
  readonly width?: unknown;
  readonly height?: unknown;
}

/** The defaults of the options for a service. A side that is given replaces both, and how they are used. */
export function usualFor(name: DestinationName, { width, height }: Sized): Destination['defaults'] {
  const { defaults }: Destination = destinations[name];
  if (width === undefined && height === undefined) return defaults;
  const { width: _, height: __, fit: ___, background: ____, ...others } = defaults;
  return others;
}

/** The format for a service when none is given. */
export const formatFor = (name: DestinationName): AnimationFormat => destinations[name].formats[0];

/**
 * Applies the rules of a service: the limits that are not given, and a segment that is not too long.
 *
 * @param given the options, with the defaults of the service
 * @param pace seconds of the segment for each second of the output
 * @throws {CliploopError} INVALID_OPTION when an option breaks a rule
 */
export function applyRules(
  name: DestinationName,
  given: Ruled,
  pace: number,
): Pick<Ruled, 'maxBytes' | 'duration' | 'limits'> & { atMost?: true } {
  const rules: Destination = destinations[name];
  const { format, maxBytes = rules.maxBytes, start, end, limits, fps } = given;
  const fail = (named: string, message: ReturnType<typeof phrase>): never => {
    throw new CliploopError('INVALID_OPTION', message, { stage: 'options', option: named });
  };
  const refuse = (named: string, most: string, value: string | number): never =>
    fail(named, phrase`${option(named)} must be ${most} with ${option('for')} ${name}, got ${String(value)}`);
  if (!rules.formats.includes(format)) refuse('format', rules.formats.join(' or '), format);
  if (maxBytes > rules.maxBytes) refuse('maxBytes', `at most ${rules.maxBytes}`, maxBytes);
  const rate = fps === 'source' ? fps : fps.num / fps.den;
  if (rules.maxFps !== undefined && (rate === 'source' || rate > rules.maxFps)) {
    refuse('fps', `at most ${rules.maxFps}`, rate);
  }
  const maxFrames = Math.min(limits.maxFrames, rules.maxFrames ?? Number.POSITIVE_INFINITY);
  if (rules.maxSeconds === undefined) return { maxBytes, duration: given.duration, limits: { ...limits, maxFrames } };

  const longest = Math.round(rules.maxSeconds * pace * 1e6);
  const isOpen = end === undefined || end === 0;
  const duration = given.duration ?? (isOpen ? longest : undefined);
  const length = duration ?? ((end ?? 0) > 0 && start >= 0 ? (end ?? 0) - start : 0);
  if (length > longest) {
    const named = given.duration === undefined ? 'end' : 'duration';
    const seconds = String(Number((length / pace / 1e6).toFixed(3)));
    fail(
      named,
      phrase`${option('for')} ${name} allows at most ${String(rules.maxSeconds)} s; with this ${option(named)} the output has ${seconds} s`,
    );
  }
  const maxDuration = Math.min(limits.maxDuration || Number.POSITIVE_INFINITY, longest / 1e6);
  const atMost = given.duration === undefined && isOpen ? { atMost: true as const } : {};
  return { maxBytes, duration, ...atMost, limits: { ...limits, maxFrames, maxDuration } };
}
