import { closeSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { animate, CliploopError, type Plan, plan, probe, stills } from '@cliploop/core';
import {
  enterSandbox,
  fileInput,
  fileOutput,
  loadAll,
  receiveDescriptors,
  type SandboxLayer,
} from '@cliploop/core/sandbox';
import { readLines, writeLine } from './lines.js';
import {
  type ChildJob,
  type ChildOutcome,
  type ChildSettings,
  CONTROL_FD,
  FILES_FD,
  type FromChild,
  isOversized,
  type ToChild,
} from './protocol.js';
import { picturedOf, shortened, shortenedPlan, shortMessage } from './shortened.js';

/** How a job is run. */
export interface JobContext {
  readonly job: ChildJob;
  /** Descriptors of the source, of the output, and of the spool of an animation that is not played forward. */
  readonly files: readonly number[];
  readonly signal: AbortSignal;
  readonly progress: (percent: number) => void;
}

/** Threads for which the limits have room. */
const MAX_THREADS = 32;
/** Limits of messages of the parent, which is trusted. */
const limits = { bytes: 2 ** 24, perSecond: 1_000_000 };

/**
 * Runs the media process: loads all code, enters the sandbox, and then runs one job at a time. A file that crashes the decoder
 * crashes only this process. It ends with its parent.
 * @param run replaces the work in tests
 */
export async function serve(run: (context: JobContext) => Promise<ChildOutcome> = runJob): Promise<void> {
  const { sandbox } = JSON.parse(process.argv[2] ?? '{}') as ChildSettings;
  // If the engine cannot be loaded, the job reports the error.
  await loadAll().catch(() => {});
  const control = new Socket({ fd: CONTROL_FD, readable: true, writable: true });
  const send = (message: FromChild): void => writeLine(control, message);
  let running: { id: number; abort: AbortController } | undefined;

  const start = async ({ id, ...job }: ChildJob & { id: number }): Promise<void> => {
    const abort = new AbortController();
    running = { id, abort };
    const files = receiveDescriptors(FILES_FD);
    const progress = (percent: number): void => send({ kind: 'progress', id, percent });
    const outcome = await run({ job, files, signal: abort.signal, progress });
    for (const fd of files) closeSync(fd);
    send({ ...outcome, id });
  };
  const accept = (message: unknown): void => {
    const given = message as ToChild;
    if (given.kind !== 'abort') void start(given);
    else if (running?.id === given.id) running.abort.abort();
  };
  readLines(control, limits, accept, () => process.exit(1));
  control.on('close', () => process.exit(0));
  control.on('end', () => process.exit(0));
  const layers = sandbox ? enterSandbox({ ...sandbox, threads: MAX_THREADS, keep: [CONTROL_FD, FILES_FD] }) : [];
  send({ kind: 'ready', sandbox: layers.map(tried) });
}

/** Tries what the layer forbids. */
function tried(layer: SandboxLayer): SandboxLayer {
  if (layer.name !== 'files' || !layer.active) return layer;
  try {
    closeSync(openSync(process.execPath, 'r'));
    return { ...layer, active: false, detail: 'a file can still be opened' };
  } catch {
    return layer;
  }
}

/** Thrown to end an animation that is too large. */
class Oversized extends Error {
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    super('The animation is too large');
  }
}

async function runJob({ job, files, signal, progress }: JobContext): Promise<ChildOutcome> {
  const [source = -1, output = -1, spool] = files;
  const input = fileInput(source);
  try {
    if (job.kind === 'probe') {
      const limits = { maxMemory: job.maxMemory };
      return { kind: 'probed', probe: shortened(await probe(input, { signal, limits })) };
    }
    const began = performance.now();
    const seconds = (): number => (performance.now() - began) / 1000;
    if (job.kind === 'plan') {
      const result = shortenedPlan(await plan({ ...job.options, input, signal }));
      return { kind: 'planned', result, seconds: seconds() };
    }
    if (job.kind === 'stills') {
      const result = picturedOf(await stills({ ...job.options, input, output: fileOutput(output), signal }));
      return { kind: 'pictured', result, seconds: seconds() };
    }
    const onProgress = ({ frames, expectedFrames }: { frames: number; expectedFrames: number }): void => {
      // Only a finished job has 100.
      if (expectedFrames > 0) progress(Math.min(99, (frames * 100) / expectedFrames));
    };
    // The engine knows the size before the first frame is encoded, whichever options decide it.
    const onPlan = ({ width, height }: Pick<Plan, 'width' | 'height'>): void => {
      if (isOversized({ width, height }, job)) throw new Oversized(width, height);
    };
    const given = { ...job.options, input, output: fileOutput(output, spool), signal, onProgress, onPlan };
    const { data: _, ...result } = await animate(given);
    return { kind: 'animated', result, seconds: seconds() };
  } catch (error) {
    if (error instanceof CliploopError) {
      const { code, message, retryable } = error;
      return { kind: 'failed', code, message: shortMessage(message), retryable };
    }
    if (error instanceof Oversized) return { kind: 'oversized', width: error.width, height: error.height };
    return { kind: 'failed', code: 'INTERNAL', message: shortMessage(String(error)), retryable: true };
  }
}
