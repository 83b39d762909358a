/** Between two rounds; milliseconds. */
const PAUSE = 10 * 60 * 1000;

/** Something to be done now and then, by any number of processes at the same time; long ones heed the signal. */
export type Chore = (stop: AbortSignal) => Promise<unknown>;

/**
 * Does the chores one after another, now and every ten minutes.
 * @param log hears about what failed; the next round tries again
 * @returns what ends it, and waits for the chore that is under way
 */
export function startHousekeeping(
  chores: readonly Chore[],
  log: (error: Error) => void,
  pause = PAUSE,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const stopping = new AbortController();
  const { signal } = stopping;
  const round = async (): Promise<void> => {
    for (const chore of chores) {
      if (!signal.aborted) await chore(signal).catch(log);
    }
    if (!signal.aborted) timer = setTimeout(next, pause);
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
