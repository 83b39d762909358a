/** "Run `cliploop animate --help` for its flags." */
export function seeHelp(command: string, what: string): string {
  return `Run \`cliploop ${command === '' ? '' : `${command} `}--help\` for ${what}.`;
}

/** The error of an empty argument, which is often a shell variable that is not set. */
export function emptyArgument(help: string): UsageError {
  return new UsageError(
    'An argument is empty: ""',
    `Give a command or the path of a video. If the argument is a shell variable, check that it is set. ${help}`,
  );
}

export function missingArgument(name: string, description: string, help: string): UsageError {
  return new UsageError(`Missing argument ${name.toUpperCase()}: ${description.replace(/\.$/, '')}`, help);
}

/** A wrong command line. It has the shape of the library's errors, but does not load the library. */
export class UsageError extends Error {
  readonly code = 'INVALID_OPTION';
  readonly exitCode = 2;

  constructor(
    message: string,
    /** What to type instead, in full sentences. */
    readonly suggestion: string,
  ) {
    super(message);
  }

  toJSON(): Record<string, unknown> {
    const { code, message, suggestion, exitCode } = this;
    return { code, message, suggestion, exitCode, retryable: false, stage: 'options' };
  }
}
