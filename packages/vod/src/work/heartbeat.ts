/** Interval between two heartbeats. */
const INTERVAL_MS = 500;

export interface HeartbeatOptions {
  /** Aborted when the worker stops. */
  readonly stop: AbortSignal;
  /**
   * Stores the progress of the attempt, 0 to 100.
   * @returns false when the attempt no longer counts. A failure to store it is ignored.
   */
  readonly store: (percent: number) => Promise<boolean>;
}

/** What an attempt gets while it runs. */
export interface Beat {
  /** Aborted when the worker stops, or when the attempt no longer counts. */
  readonly signal: AbortSignal;
  /** 0 to 100. */
  setProgress(percent: number): void;
}

/**
 * Runs an attempt. While it runs, its progress is stored every 500 ms, also when it has not changed, and the attempt is aborted
 * when it no longer counts.
 */
export async function withHeartbeat<T>(options: HeartbeatOptions, attempt: (beat: Beat) => Promise<T>): Promise<T> {
  // Not AbortSignal.any: a listener that stays on its signal would keep the attempt in memory until the worker stops.
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  options.stop.addEventListener('abort', abort);
  if (options.stop.aborted) abort();
  let percent = 0;
  let storing = false;
  const timer = setInterval(() => {
    if (storing) return;
    storing = true;
    const done = (counts: boolean): void => {
      storing = false;
      if (!counts) abort();
    };
    options.store(percent).then(done, () => done(true));
  }, INTERVAL_MS);
  const setProgress = (now: number): void => {
    percent = now;
  };
  try {
    return await attempt({ signal: controller.signal, setProgress });
  } finally {
    clearInterval(timer);
    options.stop.removeEventListener('abort', abort);
  }
}
