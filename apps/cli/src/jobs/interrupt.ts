/** Makes SIGINT, SIGTERM and SIGHUP end the job instead of the process, so that the job can remove its files. */
interface Interrupt {
  signal: AbortSignal;
  /** Restores the default handling of the signals. */
  release(): void;
}

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type SignalName = keyof typeof exitCodes;

/** Time for a job to end after a signal, in milliseconds; then the process exits. No job needs that long. */
const EXIT_TIMEOUT_MS = 5000;

export function handleSignals(): Interrupt {
  const controller = new AbortController();
  let received: SignalName | undefined;
  const onSignal = (name: SignalName): void => {
    // A second signal ends the process immediately.
    if (received !== undefined) process.exit(exitCodes[name]);
    received = name;
    controller.abort(new Error(name));
    setTimeout(() => process.exit(exitCodes[name]), EXIT_TIMEOUT_MS).unref();
  };
  const names = Object.keys(exitCodes) as SignalName[];
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release() {
      for (const name of names) process.off(name, onSignal);
    },
  };
}

/** The exit code of a job that was ended by a signal of the system; undefined for other jobs. */
export function signalExitCode(signal: AbortSignal): number | undefined {
  const name = signal.aborted && signal.reason instanceof Error ? signal.reason.message : '';
  return Object.hasOwn(exitCodes, name) ? exitCodes[name as SignalName] : undefined;
}
