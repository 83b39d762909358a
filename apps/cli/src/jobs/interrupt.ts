/** Signals end the job, not the process: what it has begun must go first. */
export interface Interrupt {
  signal: AbortSignal;
  /** Stops listening; sets the exit code when a signal came. */
  release(): void;
}

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Name = keyof typeof codes;

/** Longer than any job takes to end by itself, ms. */
const PATIENCE = 5000;

export function interruptible(): Interrupt {
  const controller = new AbortController();
  let received: Name | undefined;
  const onSignal = (name: Name): void => {
    // Asked twice, or not obeyed: there is nothing left to wait for.
    if (received !== undefined) process.exit(codes[name]);
    received = name;
    controller.abort(new Error(name));
    setTimeout(() => process.exit(codes[name]), PATIENCE).unref();
  };
  const names = Object.keys(codes) as Name[];
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release() {
      for (const name of names) process.off(name, onSignal);
    },
  };
}

/** The exit code of a job that a signal ended. */
export function exitCodeOf(signal: AbortSignal): number | undefined {
  const name = signal.aborted && signal.reason instanceof Error ? signal.reason.message : '';
  return Object.hasOwn(codes, name) ? codes[name as Name] : undefined;
}
