/** "Run `cliploop animate --help` to see its flags." */
export function seeHelp(command: string, what: string): string {
  return `Run \`cliploop ${command === '' ? '' : `${command} `}--help\` to see ${what}.`;
}

/** The error of an empty argument, such as a variable that is not set. */
export function emptyWord(more: string): UsageError {
  return new UsageError(
    'An argument is empty, got ""',
    `Give a command or the path of a video. If the argument is a shell variable, check that it is set. ${more}`,
  );
}

/** The error of a wrong command line. It has the shape of the library's errors, but does not load the library. */
export class UsageError extends Error {
  readonly code = 'INVALID_OPTION';
  readonly exitCode = 2;

  constructor(
    message: string,
    /** What to type instead: full sentences. */
    readonly suggestion: string,
  ) {
    super(message);
  }

  toJSON(): Record<string, unknown> {
    const { code, message, suggestion, exitCode } = this;
    return { code, message, suggestion, exitCode, retryable: false, stage: 'options' };
  }
}
