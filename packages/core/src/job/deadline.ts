import { CliploopError } from '../errors.js';
import { abortError, onAbort } from './abort.js';

/** The opening of input and output: what the caller's signal and the time limit may end before there is a native job. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly started = performance.now();

  constructor(
    private readonly signal: AbortSignal | undefined,
    private readonly timeoutMs: number,
  ) {}

  /** Runs `open`, and rejects at once when it is told to stop; what `open` still brings then goes to `undo`. */
  async guard<T>(open: (signal: AbortSignal) => Promise<T>, undo: (late: T) => void): Promise<T> {
    if (this.signal?.aborted) throw abortError(this.signal);
    const opening = open(this.controller.signal);
    let timer: NodeJS.Timeout | undefined;
    let release: (() => void) | undefined;
    let stopped = false;
    try {
      return await Promise.race([
        opening,
        new Promise<never>((_, reject) => {
          const stop = (error: CliploopError): void => {
            stopped = true;
            this.controller.abort();
            reject(error);
          };
          const { signal } = this;
          release = onAbort(signal, () => signal !== undefined && stop(abortError(signal)));
          if (this.timeoutMs > 0) timer = setTimeout(() => stop(this.error()), this.timeoutMs);
        }),
      ]);
    } finally {
      clearTimeout(timer);
      release?.();
      if (stopped) opening.then(undo, () => undefined);
    }
  }

  /** What is left for the native job, ms; 0 = no limit. */
  remaining(): number {
    if (this.timeoutMs === 0) return 0;
    return Math.max(1, Math.round(this.timeoutMs - (performance.now() - this.started)));
  }

  error(): CliploopError {
    return new CliploopError('TIMEOUT', `the limit is ${this.timeoutMs} ms`);
  }
}
