import { animate, CliploopError, probe, versions } from '@cliploop/core';
import type { AnimateJob, ChildOutcome, ChildWork, FromChild, ToChild } from './protocol.js';

/*
 * The media process. It runs one job at a time, which it gets over IPC. A file that crashes the decoder crashes only this process.
 * It ends with its parent.
 */

let running: AbortController | undefined;

function send(message: FromChild): void {
  process.send?.(message);
}

async function run(work: ChildWork, signal: AbortSignal): Promise<ChildOutcome> {
  try {
    return work.kind === 'probe'
      ? { kind: 'probed', probe: await probe(work.file, { signal, limits: { maxMemory: work.maxMemory } }) }
      : await animated(work.job, signal);
  } catch (error) {
    if (error instanceof CliploopError) {
      return { kind: 'failed', code: error.code, message: error.message, retryable: error.retryable };
    }
    return { kind: 'failed', code: 'INTERNAL', message: String(error), retryable: true };
  }
}

async function animated(job: AnimateJob, signal: AbortSignal): Promise<ChildOutcome> {
  const onProgress = (progress: { frames: number; expectedFrames: number }): void => {
    // Only a finished job has 100.
    if (progress.expectedFrames > 0)
      send({ kind: 'progress', percent: Math.min(99, (progress.frames * 100) / progress.expectedFrames) });
  };
  const began = performance.now();
  const { data: _, ...result } = await animate({ ...job, overwrite: true, signal, onProgress });
  return { kind: 'animated', result, seconds: (performance.now() - began) / 1000 };
}

process.on('message', (message: ToChild) => {
  if (message.kind === 'abort') {
    running?.abort();
    return;
  }
  running = new AbortController();
  void run(message, running.signal).then(send);
});
process.on('disconnect', () => process.exit(0));
// Loads the engine before the first job. If that fails, the job reports the error.
await versions().catch(() => {});
send({ kind: 'ready' });
