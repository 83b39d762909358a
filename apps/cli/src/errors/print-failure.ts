import type { Failure } from './failure.js';

/** Code, what was wrong, what to try: as text on stderr, or as an object on stdout. */
export function printFailure(failure: Failure, { json, verbose }: { json: boolean; verbose: boolean }): void {
  const { stack: anyStack, log = [], ...shown } = failure;
  // The stack of a user error does not help the user.
  const stack = failure.exitCode === 70 ? anyStack : undefined;
  if (json) {
    process.stdout.write(`${JSON.stringify({ error: { ...shown, ...(log.length > 0 && { log }) } }, null, 2)}\n`);
    return;
  }
  const lines = [`Error ${failure.code}: ${failure.message}`, `Try: ${failure.suggestion}`];
  if (verbose) lines.push(...log.map((line) => `libav: ${line}`), ...(stack === undefined ? [] : [stack]));
  process.stderr.write(`${lines.join('\n')}\n`);
}
