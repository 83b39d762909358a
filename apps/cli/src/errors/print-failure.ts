import type { Failure } from './failure.js';

/** Prints an error: as text on stderr, or as a JSON object on stdout. */
export function printFailure(failure: Failure, { json, verbose }: { json: boolean; verbose: boolean }): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ error: failureJson(failure) }, null, 2)}\n`);
    return;
  }
  const { code, message, suggestion, exitCode, log = [], stack } = failure;
  const lines = [`Error ${code}: ${message}`, `Hint: ${suggestion}`];
  // A stack is useful only for internal errors.
  if (verbose) lines.push(...log.map((line) => `libav: ${line}`), ...(exitCode === 70 && stack ? [stack] : []));
  process.stderr.write(`${lines.join('\n')}\n`);
}

/** The members of an error in JSON: all but the stack, and the log only if it has lines. */
export function failureJson({ stack: _, log = [], ...failure }: Failure): object {
  return { ...failure, ...(log.length > 0 && { log }) };
}
