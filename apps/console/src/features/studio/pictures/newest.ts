interface Job<K> {
  readonly key: K;
  readonly controller: AbortController;
  readonly started: number;
}

/** A request that runs this long while a newer one waits is aborted, ms. */
const PATIENCE = 300;

/**
 * Runs one request at a time and keeps only the newest of those that wait. While a handle is dragged, each answer is shown, and no queue
 * grows.
 */
export class Newest<K, T> {
  #running: Job<K> | undefined;
  #waiting: K | undefined;
  #closed = false;

  /**
   * @param request makes the request; its signal aborts it
   * @param done takes the result
   * @param failed takes an error, except of aborted requests
   */
  constructor(
    private readonly request: (key: K, signal: AbortSignal) => Promise<T>,
    private readonly done: (key: K, result: T) => void,
    private readonly failed: (key: K, error: unknown) => void = () => {},
  ) {}

  want(key: K): void {
    const running = this.#running;
    if (this.#closed || (running?.key === key && this.#waiting === undefined)) return;
    if (!running) {
      void this.#run(key);
      return;
    }
    this.#waiting = running.key === key ? undefined : key;
    if (this.#waiting !== undefined && performance.now() - running.started > PATIENCE) running.controller.abort();
  }

  /** Forgets what waits, and aborts what runs. */
  cancel(): void {
    this.#waiting = undefined;
    this.#running?.controller.abort();
  }

  close(): void {
    this.#closed = true;
    this.cancel();
  }

  async #run(key: K): Promise<void> {
    const job = { key, controller: new AbortController(), started: performance.now() };
    this.#running = job;
    try {
      const result = await this.request(key, job.controller.signal);
      if (!job.controller.signal.aborted) this.done(key, result);
    } catch (error) {
      if (!job.controller.signal.aborted) this.failed(key, error);
    }
    this.#running = undefined;
    const next = this.#waiting;
    this.#waiting = undefined;
    if (next !== undefined && !this.#closed) await this.#run(next);
  }
}
