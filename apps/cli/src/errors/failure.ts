import { type ErrorEntry, errorCatalogue, type NameOf, templateSchema } from '@cliploop/core/schema';
import { patternProblem } from '../files/pattern.js';
import { flagOf } from '../flags/option-flags.js';

/** An error as the command shows it. */
export interface Failure {
  code: string;
  message: string;
  suggestion: string;
  exitCode: number;
  retryable?: boolean;
  stage?: string;
  detail?: string;
  option?: string;
  log?: readonly string[];
  stack?: string;
}

interface Thrown extends Error {
  code?: unknown;
  exitCode?: unknown;
  suggestion?: unknown;
  oclif?: { exit?: number | false };
  toJSON?: () => object;
  withOptionNames?: (nameOf: NameOf) => { message: string; suggestion: string };
}

/** Suggestions that are different for the command and the library. */
const ownSuggestions: Readonly<Record<string, string>> = {
  INVALID_OPTION: 'Run `cliploop animate --help` to see every flag with its default.',
  TEMPLATE_INVALID: `A template is a JSON object with fps and, when needed, ${otherFields()}.`,
  TEMPLATE_NOT_FOUND: 'Run `cliploop template list` to see the presets. Any other template is the path of a JSON file.',
  INPUT_PROTOCOL:
    'Give a path, an http: or https: URL, or - for standard input. If this is the name of a file, check that the file exists.',
  INPUT_UNREADABLE: 'Check that it is a file and that you have permission to read it.',
  DECODE_FAILED: 'The file is probably damaged. Add --verbose to see the messages of the decoder.',
  ENCODE_FAILED: 'Please report this with the command line and this message.',
  INTERNAL: 'Please report this with the command line and this message.',
};

/** Converts an error; undefined when it only ends a finished command (`--help`, `--version`). */
export function toFailure(thrown: unknown): Failure | undefined {
  const error = thrown as Thrown;
  // Checked by shape, so that the library is not loaded only to test the class of an error.
  if (
    typeof error.suggestion === 'string' &&
    typeof error.exitCode === 'number' &&
    typeof error.toJSON === 'function'
  ) {
    const failure = error.toJSON() as Failure;
    const { stack } = error;
    return { ...failure, ...commandWords(error, failure), ...(stack !== undefined && { stack }) };
  }
  const exit = error.oclif?.exit;
  if (error.code === 'EEXIT') {
    process.exitCode = typeof exit === 'number' ? exit : 0;
    return undefined;
  }
  if (exit !== undefined) {
    // Only what the check of the arguments lets through.
    const message = error.message.replace(/\nSee more help with --help$/, '');
    const suggestion = 'Run the command with --help to see its arguments and flags.';
    return { code: 'INVALID_OPTION', message, suggestion, exitCode: 2, retryable: false, stage: 'options' };
  }
  return {
    code: 'INTERNAL',
    message: `Internal error: ${error.message ?? String(thrown)}`,
    suggestion: 'Please report this with the command line and this message.',
    exitCode: 70,
    retryable: false,
    ...(error.stack !== undefined && { stack: error.stack }),
  };
}

// With the names of the flags, and suggestions for the command line.
function commandWords(
  error: Thrown,
  { code, detail = '', message, suggestion }: Failure,
): { message: string; suggestion: string } {
  const words = error.withOptionNames?.(flagOf) ?? { message, suggestion };
  const missing = code === 'INPUT_NOT_FOUND' ? patternProblem(detail.replace(/: no such file$/, '')) : undefined;
  if (missing !== undefined) return missing;
  const general = (errorCatalogue as Readonly<Record<string, ErrorEntry>>)[code]?.suggestion === suggestion;
  return general ? { ...words, suggestion: ownSuggestions[code] ?? words.suggestion } : words;
}

function otherFields(): string {
  return alternatives(Object.keys(templateSchema).filter((name) => name !== 'fps'));
}
