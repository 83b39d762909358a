import { CliploopError } from '../errors.js';

/** Returns the error of an aborted job: ABORTED, with the reason of the signal as its cause. */
export function abortError(signal: AbortSignal): CliploopError {
  const { reason } = signal;
  const detail = reason instanceof Error && reason.name !== 'AbortError' ? reason.message : '';
  return new CliploopError('ABORTED', detail, { cause: reason });
}

/** Calls `stop` when the signal aborts. Returns a function that removes the listener. */
export function onAbort(signal: AbortSignal | undefined, stop: () => void): () => void {
  if (signal === undefined) return () => undefined;
  signal.addEventListener('abort', stop, { once: true });
  return () => signal.removeEventListener('abort', stop);
}
