import type { RawError, RawEvents, RawJob, RawPlan } from '@cliploop/native';
import { CliploopError } from '../errors.js';
import type { Feed } from '../input/feed.js';
import type { StreamSink } from '../output/stream-sink.js';
import type { Progress } from '../result/progress.js';
import { abortError, onAbort } from './abort.js';
import type { Deadline } from './deadline.js';
import { explain, type Origin } from './explain.js';

/** How long an aborted job may take to end by itself before the promise rejects without it, ms. */
const TEARDOWN = 80;

export interface JobParts {
  start(events: RawEvents): RawJob;
  feed?: Feed | undefined;
  sink?: StreamSink | undefined;
  signal?: AbortSignal | undefined;
  /** The engine enforces it too; here it also applies while JavaScript reads and writes. */
  deadline?: Deadline | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  onPlan?: ((plan: RawPlan) => void) | undefined;
  origin?: Origin | undefined;
}

export interface JobOutcome {
  json: string;
  data?: Uint8Array | undefined;
}

/**
 * Runs a native job: feeds its input, collects its output, and stops it. The promise rejects with the first reason to stop,
 * whatever the engine reports afterwards.
 */
export function runJob(parts: JobParts): Promise<JobOutcome> {
  const { feed, sink, signal, deadline, onProgress, onPlan, origin } = parts;
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
    let over = false;
    let release = (): void => undefined;
    let brokenSource: CliploopError | undefined;

    const settle = (finish: () => void): void => {
      if (over) return;
      over = true;
      clearTimeout(teardown);
      clearTimeout(timeout);
      release();
      feed?.close();
      finish();
    };
    const giveUp = (error: unknown): void =>
      settle(() => {
        sink?.abandon();
        reject(error);
      });
    const stop = (why: unknown): void => {
      if (stopping || over) return;
      stopping = true;
      reason = why;
      job.cancel();
      feed?.close();
      teardown = setTimeout(() => giveUp(reason), TEARDOWN);
    };

    const telling =
      <T>(listener: ((news: T) => void) | undefined) =>
      (news: T): void => {
        if (stopping || over || listener === undefined) return;
        try {
          // An async callback that rejects is as broken as one that throws.
          Promise.resolve(listener(news) as unknown).catch(stop);
        } catch (error) {
          stop(error);
        }
      };

    const done = (json: string, data?: Uint8Array): void => {
      const outcome = { json, data };
      if (stopping) giveUp(reason);
      else if (sink === undefined) settle(() => resolve(outcome));
      else {
        sink.finish().then(
          () => (stopping ? giveUp(reason) : settle(() => resolve(outcome))),
          (error: unknown) => giveUp(stopping ? reason : error),
        );
      }
    };

    const error = (raw: RawError): void => {
      if (stopping) giveUp(reason);
      else if (brokenSource !== undefined && raw.code === SOURCE_BROKE) giveUp(brokenSource);
      else if (raw.code === 'OUTPUT_UNWRITABLE' && sink?.failure !== undefined) giveUp(sink.failure);
      else void explain(raw, origin).then((known) => giveUp(stopping ? reason : known), giveUp);
    };

    let job: RawJob;
    try {
      job = parts.start({
        progress: telling(onProgress),
        plan: telling(onPlan),
        read: (offset) => feed?.read(offset),
        drain: () => feed?.drain(),
        write: (chunk) => sink?.write(chunk),
        done,
        error,
      });
    } catch (cause) {
      giveUp(new CliploopError('INTERNAL', String(cause), { cause }));
      return;
    }
    const remaining = deadline?.remaining() ?? 0;
    if (remaining > 0) timeout = setTimeout(() => stop(deadline?.error()), remaining);
    release = onAbort(signal, () => signal !== undefined && stop(abortError(signal)));

    feed?.attach({
      push: (offset, chunk) => job.push(offset, chunk),
      fail: (why) => {
        // The engine only learns that the source failed; the caller gets the reason.
        brokenSource ??= why;
        job.failSource(SOURCE_BROKE, why.detail);
      },
    });
    sink?.attach({ wrote: (bytes) => job.wrote(bytes), fail: (why) => job.failOutput(why.detail) });
  });
}

const SOURCE_BROKE = 'INPUT_UNREADABLE';
