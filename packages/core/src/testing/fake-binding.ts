import type {
  RawAnimateOptions,
  RawEvents,
  RawJob,
  RawPlanOptions,
  RawProbeOptions,
  RawStillsOptions,
} from '@cliploop/native';
import type { Binding } from '../job/binding.js';

/** A job of the fake engine, controlled by the test. */
export class FakeJob implements RawJob {
  cancelled = false;
  /** The output is complete, so that the job cannot be canceled. */
  complete = false;
  sourceFailure: { code: string; detail: string } | undefined;
  outputFailure: string | undefined;
  written = 0;
  ended = false;
  readonly chunks: Uint8Array[] = [];
  /** While true, push() returns false. */
  full = false;
  /** Called on every push(). */
  onPush: ((bytes: number) => void) | undefined;
  private requested = 0;

  constructor(
    readonly options: RawAnimateOptions | RawPlanOptions | RawStillsOptions | RawProbeOptions,
    readonly events: RawEvents,
    /** Called on cancel(). By default, the job fails with ABORTED a moment later, like in the native engine. */
    private readonly onCancel: (job: FakeJob) => void = (job) => void setTimeout(() => job.fail('ABORTED'), 5),
  ) {}

  get received(): Buffer {
    return Buffer.concat(this.chunks);
  }

  /** Requests bytes from an offset, and drops the bytes received so far. */
  read(offset: number): void {
    this.requested = offset;
    this.chunks.length = 0;
    this.ended = false;
    this.events.read(offset);
  }

  cancel(): boolean {
    if (this.complete) return false;
    if (this.cancelled) return true;
    this.cancelled = true;
    this.onCancel(this);
    return true;
  }

  push(offset: number, chunk: Uint8Array | null): boolean {
    if (offset !== this.requested) return true;
    if (chunk === null) this.ended = true;
    else this.chunks.push(chunk);
    this.onPush?.(this.received.length);
    return !this.full;
  }

  failSource(code: string, detail: string): void {
    this.sourceFailure = { code, detail };
    setTimeout(() => this.fail(code, detail), 5);
  }

  wrote(bytes: number): void {
    this.written += bytes;
  }

  failOutput(detail: string): void {
    this.outputFailure = detail;
    setTimeout(() => this.fail('OUTPUT_UNWRITABLE', detail), 5);
  }

  fail(code: string, detail = ''): void {
    this.events.error({ code, stage: 'decode', avError: 0, detail, log: ['a line of libav'], head: Uint8Array.of(1) });
  }
}

export type Script = (job: FakeJob) => void | Promise<void>;

/** Returns a binding whose jobs run `script`, from the next turn of the event loop on. */
export function fakeBinding(script: Script, onCancel?: (job: FakeJob) => void) {
  const jobs: FakeJob[] = [];
  const start = (
    options: RawAnimateOptions | RawPlanOptions | RawStillsOptions | RawProbeOptions,
    events: RawEvents,
  ): RawJob => {
    const job = new FakeJob(options, events, onCancel);
    jobs.push(job);
    // A script may go on after its job has ended. Then nobody waits for it, and its failure has no effect.
    const fail = (error: unknown) => job.fail('INTERNAL', String(error));
    setImmediate(() => void Promise.resolve(script(job)).catch(fail));
    return job;
  };
  const binding: Binding = {
    animate: start,
    plan: start,
    stills: start,
    probe: start,
    restrictFormats: () => {},
    trimMemory: () => {},
    versions: () => ({}) as never,
    codes: [],
  };
  return { jobs, load: () => Promise.resolve(binding) };
}

/** Resolves when `met` returns true. Throws after 20 seconds. */
export async function until(met: () => boolean): Promise<void> {
  for (let turn = 0; turn < 4000; turn++) {
    if (met()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('The condition was not met within 20 s');
}
