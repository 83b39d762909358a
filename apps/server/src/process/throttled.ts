/** Pause between two log lines of one kind, ms. */
const PAUSE_MS = 60_000;

/**
 * Returns a function that reports events of a kind at once, and then at most once a minute with their number, because a flood must
 * not fill the log.
 * @param report gets the number of events since the last report
 */
export function throttled<K extends string>(report: (kind: K, count: number) => void, pause = PAUSE_MS) {
  const counts = new Map<K, number>();
  return (kind: K): void => {
    const count = counts.get(kind);
    if (count !== undefined) {
      counts.set(kind, count + 1);
      return;
    }
    counts.set(kind, 0);
    report(kind, 1);
    const timer = setInterval(() => {
      const missed = counts.get(kind) ?? 0;
      if (missed > 0) {
        counts.set(kind, 0);
        report(kind, missed);
      } else {
        counts.delete(kind);
        clearInterval(timer);
      }
    }, pause);
    timer.unref();
  };
}
