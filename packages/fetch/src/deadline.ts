import { setTimeout as delay } from 'node:timers/promises';
import { FetchError } from './errors.js';

/** The longest that a timer of Node runs; more would fire at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * The time that a whole call may take, and the caller's wish to stop, as one signal that is aborted with the FetchError
 * to throw. Whoever makes one closes it.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #end: number;
  readonly #timer: NodeJS.Timeout;
  readonly #parent: AbortSignal | undefined;
  readonly #url: URL;

  constructor(url: URL, totalMs: number, parent?: AbortSignal) {
    this.#url = url;
    this.#end = performance.now() + totalMs;
    const what = `the request took longer than the ${totalMs} ms it may take.`;
    this.#timer = setTimeout(
      () => this.#controller.abort(new FetchError('TIMEOUT', url, what)),
      Math.min(totalMs, longestTimer),
    );
    this.#parent = parent;
    if (parent?.aborted) this.#abort();
    else parent?.addEventListener('abort', this.#abort, { once: true });
  }

  get remainingMs(): number {
    return Math.max(0, this.#end - performance.now());
  }

  /** Throws when the time is up or the caller has stopped the call. */
  check(): void {
    this.#controller.signal.throwIfAborted();
  }

  /**
   * Waits for `work`, for `ms` at most, and no longer than the deadline. `work` itself goes on when this throws: the
   * caller ends it, by destroying its socket.
   */
  async race<T>(work: Promise<T>, ms: number, late: () => FetchError): Promise<T> {
    const { signal } = this.#controller;
    let timer: NodeJS.Timeout | undefined;
    let stop = () => {};
    const over = new Promise<never>((_, reject) => {
      stop = () => reject(signal.reason);
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      timer = setTimeout(() => reject(late()), Math.min(Math.max(0, ms), longestTimer));
    });
    try {
      return await Promise.race([over, work]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  async sleep(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#controller.signal }).catch(() => this.check());
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#parent?.removeEventListener('abort', this.#abort);
  }

  readonly #abort = () => {
    const cause: unknown = this.#parent?.reason;
    this.#controller.abort(new FetchError('ABORTED', this.#url, 'the request was aborted.', { cause }));
  };
}
