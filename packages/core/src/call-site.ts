/**
 * Returns the stack of the caller of `entry`. It must be called synchronously: the stack of an error that arrives later, from
 * another thread or a timer, does not include the caller.
 */
export function callSite(entry: (...args: never[]) => unknown): string {
  const site: { stack?: string } = {};
  Error.captureStackTrace(site, entry);
  const lines = site.stack ?? '';
  return lines.slice(lines.indexOf('\n') + 1);
}

/** Replaces the stack of an error by that of the caller. */
export function atCallSite(error: Error, site: string): Error {
  error.stack = `${error.name}: ${error.message}\n${site}`;
  return error;
}
