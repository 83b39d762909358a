import { canceled } from './canceled.js';

/** Work that several callers may wait for. */
export interface Work<Made, Taken> {
  /** Does the work. The signal is aborted when nobody waits for it any more. */
  make(signal: AbortSignal): Promise<Made>;
  /** What one caller gets. */
  take(made: Made): Promise<Taken>;
  /** Frees the result after every caller has taken its own. */
  free?(made: Made): void;
}

interface Running<Made> {
  readonly made: Promise<Made>;
  readonly ending: AbortController;
  callers: number;
}

/** Does equal work once for all callers that wait for it at the same time. */
export class SharedWork<Made, Taken = Made> {
  private readonly running = new Map<string, Running<Made>>();

  /**
   * Joins the work with this key, or starts it. It is aborted when every caller has left.
   * @param signal makes this caller leave
   * @throws ApiError FailedOperation when the signal is aborted, or as `work` does
   */
  async run(key: string, signal: AbortSignal, work: Work<Made, Taken>): Promise<Taken> {
    if (signal.aborted) throw canceled();
    const one = this.running.get(key) ?? this.start(key, work);
    one.callers += 1;
    let made: Made | undefined;
    try {
      made = await unlessAborted(one.made, signal);
      return await work.take(made);
    } finally {
      one.callers -= 1;
      if (one.callers === 0) {
        // A caller that comes later starts anew, and does not join work that is being aborted.
        if (this.running.get(key) === one) this.running.delete(key);
        one.ending.abort();
        void one.made.then(work.free, () => {});
      }
    }
  }

  private start(key: string, work: Work<Made, Taken>): Running<Made> {
    const ending = new AbortController();
    const one: Running<Made> = { made: work.make(ending.signal), ending, callers: 0 };
    const ended = (): void => {
      if (this.running.get(key) === one) this.running.delete(key);
    };
    one.made.then(ended, ended);
    this.running.set(key, one);
    return one;
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(canceled());
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
