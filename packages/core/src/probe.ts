import { discardInput, rawLimits } from './animate.js';
import { atCallSite, callSite } from './call-site.js';
import { CliploopError, isErrorCode } from './errors.js';
import { openInput } from './input/open-input.js';
import type { Input } from './input/types.js';
import { abortError } from './job/abort.js';
import { type Binding, loadBinding } from './job/binding.js';
import { Deadline } from './job/deadline.js';
import { runJob } from './job/run-job.js';
import type { ProbeOptions } from './options/animate-options.js';
import { resolveProbeOptions } from './options/resolve.js';
import type { Probe } from './result/probe-result.js';
import type { Warning } from './warnings.js';

/**
 * Reads the properties of a video: container format, duration, video and audio streams, and which video stream animate() uses.
 *
 * @example
 * const { duration, video } = await probe('talk.mp4');
 *
 * @throws {CliploopError} With the code of the failure. After an abort, the code is ABORTED and the name is 'AbortError'.
 */
export function probe(input: Input, options?: ProbeOptions): Promise<Probe> {
  const site = callSite(probe);
  return probeWith(loadBinding, input, options).catch((error: unknown) => {
    throw error instanceof CliploopError ? atCallSite(error, site) : error;
  });
}

/** A probe decodes one frame, for which more threads take longer. */
const PROBE_THREADS = 1;

/** probe() with a given binding, which is loaded after the options have been validated. */
export async function probeWith(load: () => Promise<Binding>, given: unknown, options?: unknown): Promise<Probe> {
  const { input, signal, inputFps, limits, threads } = resolveProbeOptions(given, options);
  const deadline = new Deadline(signal, limits.timeoutMs);
  if (signal?.aborted) throw abortError(signal);

  const binding = await load();
  const { source, feed, origin } = await deadline.guard((ending) => openInput(input, ending), discardInput);
  const raw = {
    source,
    limits: rawLimits(limits, deadline),
    threads: threads ?? PROBE_THREADS,
    ...(inputFps !== undefined && { inputFps }),
  };
  const { json } = await runJob({
    binding,
    start: (events) => binding.probe(raw, events),
    feed,
    signal,
    deadline,
    origin,
  });
  const result = JSON.parse(json) as Probe;
  return { ...result, warnings: result.warnings.map(withMessage) };
}

/** A video that cannot be decoded has the code and the detail of an error as a warning, which gets the message of that error. */
function withMessage(warning: Warning): Warning {
  const { code } = warning;
  return isErrorCode(code) ? { ...warning, message: new CliploopError(code, warning.message).message } : warning;
}
