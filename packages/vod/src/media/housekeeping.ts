import type { MediaLibrary } from './media-library.js';

/** Between two rounds; milliseconds. */
const PAUSE = 10 * 60 * 1000;

/**
 * Deletes media that have expired and files that nothing needs, now and every ten minutes. Any number of processes may do
 * so at the same time.
 * @param log hears about what failed; the next round tries again
 * @returns what ends it, and waits for the round that is under way
 */
export function startHousekeeping(
  library: Pick<MediaLibrary, 'expire' | 'sweep'>,
  log: (error: Error) => void,
  pause = PAUSE,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const round = async (): Promise<void> => {
    for (const task of [() => library.expire(), () => library.sweep()]) {
      if (!stopped) await task().catch(log);
    }
    if (!stopped) timer = setTimeout(next, pause);
  };
  const next = (): void => {
    running = round();
  };
  let running = round();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
