import { animate, CliploopError, probe, versions } from '@cliploop/core';
import type { AnimateJob, ChildOutcome, ChildWork, FromChild, ToChild } from './protocol.js';

/*
 * The process that decodes: one job at a time, told over IPC. Whatever a broken file does to the decoder happens here and
 * to nobody else. It ends with its parent.
 */

let running: AbortController | undefined;

function tell(message: FromChild): void {
  process.send?.(message);
}

async function run(work: ChildWork, signal: AbortSignal): Promise<ChildOutcome> {
  try {
    return work.kind === 'probe'
      ? { kind: 'probed', probe: await probe(work.file, { signal }) }
      : await animated(work.job, signal);
  } catch (error) {
    if (error instanceof CliploopError) {
      return { kind: 'failed', code: error.code, message: error.message, retryable: error.retryable };
    }
    return { kind: 'failed', code: 'INTERNAL', message: String(error), retryable: true };
  }
}

async function animated(job: AnimateJob, signal: AbortSignal): Promise<ChildOutcome> {
  const onProgress = (at: { frames: number; expectedFrames: number }): void => {
    // 100 is for what is finished.
    if (at.expectedFrames > 0) tell({ kind: 'progress', percent: Math.min(99, (at.frames * 100) / at.expectedFrames) });
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
  void run(message, running.signal).then(tell);
});
process.on('disconnect', () => process.exit(0));
// Loads the engine, so that the first job need not; a job says what is wrong with it.
await versions().catch(() => {});
tell({ kind: 'ready' });
