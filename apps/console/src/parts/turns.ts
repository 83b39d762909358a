/** Runs a function when it is its turn, unless the signal aborts before. */
export type TakeTurn = <T>(signal: AbortSignal, run: () => Promise<T>) => Promise<T>;

/** Lets at most a number of functions run at the same time, in the order in which they came. */
export function turns(most: number): TakeTurn {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (signal, run) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      signal.throwIfAborted();
      return await run();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
