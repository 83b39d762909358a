import { CliploopError } from '../errors.js';
import { abortError, onAbort } from './abort.js';

/** Applies the abort signal and the time limit while the input is opened, before the native job exists. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly started = performance.now();

  constructor(
    private readonly signal: AbortSignal | undefined,
    private readonly timeoutMs: number,
  ) {}

  /**
   * Runs `open`. On abort or timeout it rejects at once, and passes a later result of `open` to `undo`.
   *
   * @throws {CliploopError} ABORTED or TIMEOUT, or the error of `open`.
   */
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

  /** Returns the time left for the native job in milliseconds; 0 means no limit. */
  remaining(): number {
    if (this.timeoutMs === 0) return 0;
    return Math.max(1, Math.round(this.timeoutMs - (performance.now() - this.started)));
  }

  /** Returns the TIMEOUT error. */
  error(): CliploopError {
    return new CliploopError('TIMEOUT', `the limit is ${this.timeoutMs} ms`);
  }
}
