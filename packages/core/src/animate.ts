import { availableParallelism } from 'node:os';
import type { RawAnimateOptions, RawLimits, RawVideoOptions } from '@cliploop/native';
import { atCallSite, callSite } from './call-site.js';
import { CliploopError } from './errors.js';
import { type OpenedInput, openInput } from './input/open-input.js';
import { abortError } from './job/abort.js';
import { type Binding, loadBinding } from './job/binding.js';
import { Deadline } from './job/deadline.js';
import { runJob } from './job/run-job.js';
import type { AnimateOptions } from './options/animate-options.js';
import type { ResolvedLimits } from './options/limits.js';
import { type ResolvedOptions, resolveOptions } from './options/resolve.js';
import { openOutput } from './output/open-output.js';
import { urlPath } from './path/url-path.js';
import type { AnimateResult } from './result/animate-result.js';
import { planOf } from './result/plan-of.js';
import type { Warning } from './warnings.js';

/**
 * Converts a segment of a video to an animated GIF, WebP or AVIF.
 *
 * @example
 * await animate({ input: 'talk.mp4', output: 'talk.webp', start: '1:30', duration: 4, width: 480 });
 * const { data } = await animate({ input: 'https://example.com/talk.mp4', end: 3 }); // GIF bytes
 *
 * @returns Properties of the output and of the source, warnings and timings. Without `output`, `data` has the bytes.
 * @throws {CliploopError} With the code of the failure. After an abort, the code is ABORTED and the name is 'AbortError'. Errors
 *   that `onProgress` and `onPlan` throw are passed through.
 */
export function animate(
  options: AnimateOptions & { output?: undefined },
): Promise<AnimateResult & { data: Uint8Array }>;
export function animate(options: AnimateOptions): Promise<AnimateResult>;
export function animate(options: AnimateOptions): Promise<AnimateResult> {
  const site = callSite(animate);
  return animateWith(loadBinding, options).catch((error: unknown) => {
    throw error instanceof CliploopError ? atCallSite(error, site) : error;
  });
}

/** animate() with a given binding, which is loaded after the options have been validated. */
export async function animateWith(load: () => Promise<Binding>, given: unknown): Promise<AnimateResult> {
  const options = resolveOptions(given);
  const { signal, limits, onProgress, onPlan } = options;
  const deadline = new Deadline(signal, limits.timeoutMs);
  if (signal?.aborted) throw abortError(signal);

  const binding = await load();
  const { target, sink, explain } = await openOutput(options.output, options.overwrite, inputPath(options.input));
  const warnings: Warning[] = [];
  try {
    const { source, feed, origin } = await deadline.guard((ending) => openInput(options.input, ending), discardInput);
    const raw = { ...rawAnimateOptions(options, deadline), source, output: target };
    const { json, data } = await runJob({
      binding,
      start: (events) => binding.animate(raw, events),
      feed,
      sink,
      signal,
      deadline,
      origin,
      onProgress,
      onPlan: (raw) => {
        const plan = planOf(raw, options);
        warnings.push(...plan.warnings);
        return onPlan?.(plan);
      },
    });
    const result = withoutClamping(JSON.parse(json) as AnimateResult, options);
    if (warnings.length > 0) result.warnings = [...warnings, ...result.warnings];
    return data === undefined ? result : { ...result, data };
  } catch (error) {
    sink?.abandon();
    throw error instanceof CliploopError && explain !== undefined ? explain(error) : error;
  }
}

/** Leaves out the warning that the segment is longer than the video, when nobody asked for this length. */
export function withoutClamping<R extends { warnings: Warning[] }>(result: R, { atMost }: ResolvedOptions): R {
  if (atMost === undefined) return result;
  return { ...result, warnings: result.warnings.filter(({ code }) => code !== 'END_CLAMPED') };
}

/** Returns the path of an input that may be a file. Invalid URLs are reported when the input is opened. */
export function inputPath(input: unknown): string | undefined {
  const text = input instanceof URL ? input.href : input;
  if (typeof text !== 'string') return undefined;
  if (!/^file:/i.test(text)) return text;
  try {
    return urlPath(text);
  } catch {
    return undefined;
  }
}

export function discardInput({ feed }: OpenedInput): void {
  feed?.close();
}

export function rawLimits(limits: ResolvedLimits, deadline: Deadline): RawLimits {
  const { maxDuration, timeoutMs: _, ...same } = limits;
  return { ...same, maxDurationUs: Math.round(maxDuration * 1e6), timeoutMs: deadline.remaining() };
}

export function threadsOf(threads: number | undefined): number {
  return threads ?? availableParallelism();
}

/** The options of the engine for animate() and plan(). */
export function rawAnimateOptions(
  options: ResolvedOptions,
  deadline: Deadline,
): Omit<RawAnimateOptions, 'source' | 'output'> {
  const { format, effort, dither, speed, playback, seamless, maxBytes, reduce } = options;
  return {
    ...rawVideoOptions(options, deadline),
    format,
    effort,
    dither,
    speed,
    playback,
    seamless,
    crossfadeUs: options.crossfade,
    ...(options.seamlessWindow !== undefined && { seamlessWindowUs: options.seamlessWindow }),
    ...(options.startAuto && { startAuto: true }),
    ...(options.loop !== 'source' && { loop: options.loop }),
    ...(options.fpsChosen && { fps: options.fps }),
    ...(maxBytes !== undefined && { budget: { bytes: maxBytes, reduce } }),
  };
}

type VideoOptions = Pick<
  ResolvedOptions,
  | 'width'
  | 'height'
  | 'resolutionAdaptive'
  | 'crop'
  | 'fit'
  | 'gravity'
  | 'background'
  | 'quality'
  | 'start'
  | 'end'
  | 'duration'
  | 'stream'
  | 'inputFps'
  | 'limits'
  | 'threads'
>;

/** The options that animate() and stills() have in common. */
export function rawVideoOptions(options: VideoOptions, deadline: Deadline): Omit<RawVideoOptions, 'source'> {
  const { crop, width, height, resolutionAdaptive, fit, gravity, background, quality } = options;
  return {
    width,
    height,
    resolutionAdaptive,
    fit,
    gravity,
    background,
    quality,
    ...(crop !== undefined && { crop }),
    startUs: options.start,
    ...(options.inputFps !== undefined && { inputFps: options.inputFps }),
    ...(options.end !== undefined && { endUs: options.end }),
    ...(options.duration !== undefined && { durationUs: options.duration }),
    ...(options.stream !== undefined && { stream: options.stream }),
    limits: rawLimits(options.limits, deadline),
    threads: threadsOf(options.threads),
  };
}
