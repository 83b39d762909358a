import { discardInput, rawAnimateOptions, withoutClamping } from './animate.js';
import { atCallSite, callSite } from './call-site.js';
import { CliploopError } from './errors.js';
import { openInput } from './input/open-input.js';
import { abortError } from './job/abort.js';
import { type Binding, loadBinding } from './job/binding.js';
import { Deadline } from './job/deadline.js';
import { runJob } from './job/run-job.js';
import type { AnimateOptions } from './options/animate-options.js';
import { resolveOptions } from './options/resolve.js';
import { completePlan, type RawPlanResult } from './result/complete-plan.js';
import type { PlanResult } from './result/plan-result.js';

/**
 * Finds what animate() would make with the same options, without making it: the segment, frames, delays and size of the output, and
 * estimates of its bytes and of the time that it takes. For the estimates, it encodes a few frames of the segment, and it
 * sees damage only in what it decodes for them. It writes nothing: `output` sets only the format, and `onPlan` is not called.
 *
 * @example
 * const { estimate, suggestions } = await plan({ input: 'talk.mp4', start: '1:30', duration: 60, width: 640 });
 *
 * @returns Properties of the output and of the source, estimates, suggestions and warnings.
 * @throws {CliploopError} With the code of the failure. After an abort, the code is ABORTED and the name is 'AbortError'. Errors
 *   that `onProgress` throws are passed through.
 */
export function plan(options: AnimateOptions): Promise<PlanResult> {
  const site = callSite(plan);
  return planWith(loadBinding, options).catch((error: unknown) => {
    throw error instanceof CliploopError ? atCallSite(error, site) : error;
  });
}

/** plan() with a given binding, which is loaded after the options have been validated. */
export async function planWith(load: () => Promise<Binding>, given: unknown): Promise<PlanResult> {
  const options = resolveOptions(given);
  const { signal, limits, onProgress } = options;
  const deadline = new Deadline(signal, limits.timeoutMs);
  if (signal?.aborted) throw abortError(signal);

  const binding = await load();
  const { source, feed, origin } = await deadline.guard((ending) => openInput(options.input, ending), discardInput);
  const raw = { ...rawAnimateOptions(options, deadline), source };
  const { json } = await runJob({
    binding,
    start: (events) => binding.plan(raw, events),
    feed,
    signal,
    deadline,
    origin,
    onProgress,
  });
  return completePlan(withoutClamping(JSON.parse(json) as RawPlanResult, options), options);
}
