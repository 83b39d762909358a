import type { RawError, RawEvents, RawJob, RawPlan } from '@cliploop/native';
import { CliploopError } from '../errors.js';
import type { Feed } from '../input/feed.js';
import type { StreamSink } from '../output/stream-sink.js';
import type { Progress } from '../result/progress.js';
import { abortError, onAbort } from './abort.js';
import type { Binding } from './binding.js';
import type { Deadline } from './deadline.js';
import { explain, type Origin } from './explain.js';
import { useMemory } from './idle.js';

/** Time for an aborted job to end before the promise rejects anyway, ms. */
const CANCEL_TIMEOUT_MS = 80;

/** The native job and everything that is connected to it. */
interface JobParts {
  binding: Pick<Binding, 'trimMemory'>;
  /** Starts the native job. */
  start(events: RawEvents): RawJob;
  feed?: Feed | undefined;
  sink?: StreamSink | undefined;
  signal?: AbortSignal | undefined;
  /** Also applies while JavaScript reads and writes, which the engine cannot interrupt. */
  deadline?: Deadline | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  onPlan?: ((plan: RawPlan) => void) | undefined;
  origin?: Origin | undefined;
}

interface JobOutcome {
  /** The result as JSON. */
  json: string;
  /** The output, if the target is `bytes`. */
  data?: Uint8Array | undefined;
}

/**
 * Runs a native job: feeds its input, passes on its output, and cancels it on abort, timeout or an error of a callback. If the
 * job is canceled, the promise rejects with that reason, whatever the engine reports later. A job whose output is complete cannot
 * be canceled.
 */
export function runJob(parts: JobParts): Promise<JobOutcome> {
  const { binding, feed, sink, signal, deadline, onProgress, onPlan, origin } = parts;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      feed?.close();
      reject(abortError(signal));
      return;
    }
    let reason: unknown;
    let stopping = false;
    let teardown: NodeJS.Timeout | undefined;
    let timeout: NodeJS.Timeout | undefined;
    let settled = false;
    let release = (): void => undefined;
    const endUse = useMemory(binding);
    let sourceError: CliploopError | undefined;

    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      endUse();
      clearTimeout(teardown);
      clearTimeout(timeout);
      release();
      feed?.close();
      finish();
    };
    const fail = (error: unknown): void =>
      settle(() => {
        sink?.abandon();
        reject(error);
      });
    const stop = (cause: unknown): void => {
      if (stopping || settled) return;
      // Too late: the output exists, and `done` follows. A Writable may still be waiting.
      if (!job.cancel() && sink === undefined) return;
      stopping = true;
      reason = cause;
      feed?.close();
      teardown = setTimeout(() => fail(reason), CANCEL_TIMEOUT_MS);
    };

    const notifier =
      <T>(listener: ((value: T) => void) | undefined) =>
      (value: T): void => {
        if (stopping || settled || listener === undefined) return;
        try {
          // A callback that returns a rejected promise counts as one that throws.
          Promise.resolve(listener(value) as unknown).catch(stop);
        } catch (error) {
          stop(error);
        }
      };

    const done = (json: string, data?: Uint8Array): void => {
      const outcome = { json, data };
      if (stopping) fail(reason);
      else if (sink === undefined) settle(() => resolve(outcome));
      else {
        sink.finish().then(
          () => (stopping ? fail(reason) : settle(() => resolve(outcome))),
          (error: unknown) => fail(stopping ? reason : error),
        );
      }
    };

    const error = (raw: RawError): void => {
      if (stopping) fail(reason);
      // The engine knows only the time that was left for the job.
      else if (raw.code === 'TIMEOUT' && deadline !== undefined) fail(deadline.error());
      else if (sourceError !== undefined && raw.code === SOURCE_ERROR) fail(sourceError);
      else if (raw.code === 'OUTPUT_UNWRITABLE' && sink?.failure !== undefined) fail(sink.failure);
      else void explain(raw, origin).then((known) => fail(stopping ? reason : known), fail);
    };

    let job: RawJob;
    try {
      job = parts.start({
        progress: notifier(onProgress),
        plan: notifier(onPlan),
        read: (offset) => feed?.read(offset),
        drain: () => feed?.drain(),
        write: (chunk) => sink?.write(chunk),
        done,
        error,
      });
    } catch (cause) {
      fail(new CliploopError('INTERNAL', String(cause), { cause }));
      return;
    }
    const remaining = deadline?.remaining() ?? 0;
    if (remaining > 0) timeout = setTimeout(() => stop(deadline?.error()), remaining);
    release = onAbort(signal, () => signal !== undefined && stop(abortError(signal)));

    feed?.attach({
      push: (offset, chunk) => job.push(offset, chunk),
      fail: (cause) => {
        // The engine gets only a code and a detail; the caller gets the original error.
        sourceError ??= cause;
        job.failSource(SOURCE_ERROR, cause.detail);
      },
    });
    sink?.attach({ wrote: (bytes) => job.wrote(bytes), fail: (cause) => job.failOutput(cause.detail) });
  });
}

/** The code that the engine reports after failSource(). */
const SOURCE_ERROR = 'INPUT_UNREADABLE';
