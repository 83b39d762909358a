import { setTimeout as delay } from 'node:timers/promises';
import { FetchError } from './errors.js';

/** Longest timer of Node; a longer one would fire immediately. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The time limit of a whole call together with the caller's signal, as one signal that is aborted with the FetchError to
 * throw. Call `close` when the call has ended.
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
    const what = `the request took longer than the limit of ${totalMs} ms.`;
    this.#timer = setTimeout(
      () => this.#controller.abort(new FetchError('TIMEOUT', url, what)),
      Math.min(totalMs, MAX_TIMER_MS),
    );
    this.#parent = parent;
    if (parent?.aborted) this.#abort();
    else parent?.addEventListener('abort', this.#abort, { once: true });
  }

  get remainingMs(): number {
    return Math.max(0, this.#end - performance.now());
  }

  /** @throws FetchError after the time limit, or when the caller's signal is aborted */
  check(): void {
    this.#controller.signal.throwIfAborted();
  }

  /**
   * Waits for `work` for at most `ms`, and no longer than the deadline. It does not end `work` when it throws: the caller
   * destroys the socket.
   * @param onTimeout makes the error for `ms`
   */
  async race<T>(work: Promise<T>, ms: number, onTimeout: () => FetchError): Promise<T> {
    const { signal } = this.#controller;
    let timer: NodeJS.Timeout | undefined;
    let stop = () => {};
    const limit = new Promise<never>((_, reject) => {
      stop = () => reject(signal.reason);
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      timer = setTimeout(() => reject(onTimeout()), Math.min(Math.max(0, ms), MAX_TIMER_MS));
    });
    try {
      return await Promise.race([limit, work]);
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
