import { UsageError } from '../errors/usage-error.js';

/** The exit code of a program that SIGPIPE ended: `| head` is not an error. */
export const BROKEN_PIPE = 141;

export function isBrokenPipe(error: unknown): boolean {
  return (error as { cause?: { code?: unknown } }).cause?.code === 'EPIPE';
}

/** Checks the inputs and the output of a command that are standard streams. */
export function checkStandardStreams(
  { inputs, output }: { inputs: readonly string[]; output?: string | undefined },
  flags: { json: boolean; open: boolean },
): void {
  if (inputs.includes('-') && process.stdin.isTTY) {
    throw new UsageError(
      'Cannot read a video from standard input (-), because it is a terminal',
      'Pipe a video into the command, or give the path of a file.',
    );
  }
  if (output !== '-') return;
  if (flags.open) {
    throw new UsageError('--open cannot open standard output (-o -)', 'Write the result to a file with -o.');
  }
  if (flags.json) {
    throw new UsageError(
      '--json and -o - cannot be used together, because both write to standard output',
      'Write the result to a file with -o.',
    );
  }
  if (process.stdout.isTTY) {
    throw new UsageError(
      'Cannot write the result to standard output (-o -), because it is a terminal',
      'Redirect standard output to a file or a pipe, or write the result to a file with -o.',
    );
  }
}
