/** A request took longer than its time limit. */
export class DeadlineExceeded extends Error {}

export interface Deadline {
  /** Time limit, ms. */
  readonly limit: number;
  /** After this time, `isHopeless` is asked, ms. */
  readonly check: number;
  /** Whether waiting any longer is useless. */
  readonly isHopeless: () => Promise<boolean>;
}

/**
 * Waits for `work` until its time limit. Then the signal is aborted, but the work may go on.
 * @throws DeadlineExceeded
 */
export function withDeadline<T>(
  { limit, check, isHopeless }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = new AbortController();
    const exceed = (): void => {
      const error = new DeadlineExceeded('the request took too long');
      abort.abort(error);
      reject(error);
    };
    const timers = [
      setTimeout(exceed, limit),
      setTimeout(() => void isHopeless().then((hopeless) => hopeless && exceed(), exceed), check),
    ];
    work(abort.signal)
      .then(resolve, reject)
      .finally(() => {
        for (const timer of timers) clearTimeout(timer);
      });
  });
}
