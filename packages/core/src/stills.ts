import type { RawStillsOptions } from '@cliploop/native';
import { discardInput, inputPath, rawVideoOptions } from './animate.js';
import { atCallSite, callSite } from './call-site.js';
import { CliploopError } from './errors.js';
import { openInput } from './input/open-input.js';
import { abortError } from './job/abort.js';
import { type Binding, loadBinding } from './job/binding.js';
import { Deadline } from './job/deadline.js';
import { runJob } from './job/run-job.js';
import { type ResolvedStills, resolveStills } from './options/resolve-stills.js';
import type { StillsOptions } from './options/stills-options.js';
import { openStillsOutput } from './output/open-stills-output.js';
import type { StillsResult } from './result/stills-result.js';

/**
 * Takes frames of a video as WebP, PNG or JPEG pictures, alone or as tiles of sprite sheets. They are the frames that animate()
 * shows at the same times.
 *
 * @example
 * await stills({ input: 'talk.mp4', output: 'poster.jpg', times: '1:30' });
 * const { stills: filmstrip } = await stills({ input: 'talk.mp4', count: 20, height: 90 });
 * await stills({ input: 'talk.mp4', output: 'sheet.webp', interval: 10, sprite: true }); // and sheet.vtt
 *
 * @returns The stills with their exact times, properties of the source, warnings and timings. Without `output`, each still or sheet
 *   has its bytes in `data`.
 * @throws {CliploopError} With the code of the failure. After an abort, the code is ABORTED and the name is 'AbortError'. Errors
 *   that `onProgress` throws are passed through.
 */
export function stills(options: StillsOptions): Promise<StillsResult> {
  const site = callSite(stills);
  return stillsWith(loadBinding, options).catch((error: unknown) => {
    throw error instanceof CliploopError ? atCallSite(error, site) : error;
  });
}

/** stills() with a given binding, which is loaded after the options have been validated. */
export async function stillsWith(load: () => Promise<Binding>, given: unknown): Promise<StillsResult> {
  const options = resolveStills(given);
  const { signal, limits, onProgress } = options;
  const deadline = new Deadline(signal, limits.timeoutMs);
  if (signal?.aborted) throw abortError(signal);

  const binding = await load();
  const output = await openStillsOutput(options, inputPath(options.input));
  const { target, sink, explain } = output;
  try {
    const { source, feed, origin } = await deadline.guard((ending) => openInput(options.input, ending), discardInput);
    const raw = { ...rawOptions(options, deadline), source, output: target };
    const { json, data } = await runJob({
      binding,
      start: (events) => binding.stills(raw, events),
      feed,
      sink,
      signal,
      deadline,
      origin,
      onProgress,
    });
    return await output.complete(JSON.parse(json) as StillsResult, data);
  } catch (error) {
    sink?.abandon();
    throw error instanceof CliploopError && explain !== undefined ? explain(error) : error;
  }
}

function rawOptions(options: ResolvedStills, deadline: Deadline): Omit<RawStillsOptions, 'source' | 'output'> {
  const { format, selection, sprite } = options;
  return { ...rawVideoOptions(options, deadline), format, selection, ...(sprite !== undefined && { sprite }) };
}
