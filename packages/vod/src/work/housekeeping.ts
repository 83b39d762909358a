/** Default pause between two rounds. */
const PAUSE_MS = 10 * 60 * 1000;

/** Periodic work, which several processes may run at the same time. Long chores end early when `stop` is aborted. */
type Chore = (stop: AbortSignal) => Promise<unknown>;

/**
 * Runs the chores one after another, now and periodically.
 * @param log gets the failures; the next round tries again
 * @param pauseMs between two rounds. Default: ten minutes
 * @returns a function that stops the rounds, and waits for the running chore
 */
export function startHousekeeping(
  chores: readonly Chore[],
  log: (error: Error) => void,
  pauseMs = PAUSE_MS,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const stopping = new AbortController();
  const { signal } = stopping;
  const round = async (): Promise<void> => {
    for (const chore of chores) {
      if (!signal.aborted) await chore(signal).catch(log);
    }
    if (!signal.aborted) timer = setTimeout(next, pauseMs);
  };
  const next = (): void => {
    running = round();
  };
  let running = round();
  return async () => {
    stopping.abort();
    clearTimeout(timer);
    await running;
  };
}
