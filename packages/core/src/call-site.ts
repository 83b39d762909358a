/**
 * The stack of the caller of `entry`, taken synchronously: errors that arrive later, from other threads or timers, would
 * otherwise point nowhere.
 */
export function callSite(entry: (...args: never[]) => unknown): string {
  const site: { stack?: string } = {};
  Error.captureStackTrace(site, entry);
  const lines = site.stack ?? '';
  return lines.slice(lines.indexOf('\n') + 1);
}

/** Gives the error the caller's stack. Errors of the caller's own (an `onProgress` that throws) keep theirs. */
export function atCallSite(error: Error, site: string): Error {
  error.stack = `${error.name}: ${error.message}\n${site}`;
  return error;
}
