import { CliploopError } from '../errors.js';

/** What a job that was told to stop rejects with: an AbortError whose cause is the signal's reason. */
export function abortError(signal: AbortSignal): CliploopError {
  const { reason } = signal;
  const detail = reason instanceof Error && reason.name !== 'AbortError' ? reason.message : '';
  return new CliploopError('ABORTED', detail, { cause: reason });
}

/** Calls back once the signal aborts; the answer takes the listener away again. */
export function onAbort(signal: AbortSignal | undefined, stop: () => void): () => void {
  if (signal === undefined) return () => undefined;
  signal.addEventListener('abort', stop, { once: true });
  return () => signal.removeEventListener('abort', stop);
}
