import { alternatives, type ErrorEntry, errorCatalogue, type NameOf, templateSchema } from '@cliploop/core/schema';
import { patternProblem } from '../files/pattern.js';
import { flagOf } from '../flags/option-flags.js';
import { typedCommand, withTypedFlags } from './typed-flags.js';

/** An error as the command prints it. */
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
  note?: unknown;
  oclif?: { exit?: number | false };
  toJSON?: () => object;
  withOptionNames?: (nameOf: NameOf) => { message: string; suggestion: string };
}

const optionalFields = Object.keys(templateSchema).filter((name) => name !== 'fps');

const REPORT = 'Please report this error with the command line.';

/** Suggestions that differ between the command and the library. */
const suggestions: Readonly<Record<string, string>> = {
  TEMPLATE_INVALID: `A template is a JSON object with the field fps and, optionally, ${alternatives(optionalFields)}.`,
  TEMPLATE_NOT_FOUND: 'Run `cliploop template list` for the presets. Any other template is the path of a JSON file.',
  INPUT_PROTOCOL:
    'Use a path, an http: or https: URL, or - for standard input. If this is a file name, check that the file exists.',
  INPUT_UNREADABLE: 'Check that the input is a file and that you have permission to read it.',
  DECODE_FAILED: 'The file is probably damaged. Add --verbose to see the messages of the decoder.',
  ENCODE_FAILED: REPORT,
  INTERNAL: REPORT,
};

function suggestionOf(code: string): string | undefined {
  if (code !== 'INVALID_OPTION') return suggestions[code];
  const typed = typedCommand();
  const command = ['stills', 'plan'].includes(typed) ? typed : 'animate';
  return `Run \`cliploop ${command} --help\` for all flags and their defaults.`;
}

/** Adds a sentence before the suggestion of an error. */
export function withNote(error: unknown, note: string): unknown {
  return Object.assign(error as object, { note });
}

/** Converts an error; undefined when it only ends a successful command, as oclif does after `--help`. */
export function toFailure(thrown: unknown): Failure | undefined {
  const error = thrown as Thrown;
  const failure = fromLibrary(error) ?? fromOclif(error) ?? internalError(error);
  if (failure === 'success') return undefined;
  const suggestion = typeof error.note === 'string' ? `${error.note} ${failure.suggestion}` : failure.suggestion;
  return { ...failure, message: withTypedFlags(failure.message), suggestion };
}

// Checked by shape, so that the library is not loaded only to test the class of an error.
function fromLibrary(error: Thrown): Failure | undefined {
  if (
    typeof error.suggestion !== 'string' ||
    typeof error.exitCode !== 'number' ||
    typeof error.toJSON !== 'function'
  ) {
    return undefined;
  }
  const failure = error.toJSON() as Failure;
  const { stack } = error;
  return { ...failure, ...withFlagNames(error, failure), ...(stack !== undefined && { stack }) };
}

function fromOclif(error: Thrown): Failure | 'success' | undefined {
  const exit = error.oclif?.exit;
  if (error.code === 'EEXIT') {
    process.exitCode = typeof exit === 'number' ? exit : 0;
    return 'success';
  }
  if (exit === undefined) return undefined;
  return {
    code: 'INVALID_OPTION',
    message: error.message.replace(/\nSee more help with --help$/, ''),
    suggestion: 'Run the command with --help for its arguments and flags.',
    exitCode: 2,
    retryable: false,
    stage: 'options',
  };
}

function internalError(error: Thrown): Failure {
  return {
    code: 'INTERNAL',
    message: `Internal error: ${error.message ?? String(error)}`,
    suggestion: REPORT,
    exitCode: 70,
    retryable: false,
    ...(error.stack !== undefined && { stack: error.stack }),
  };
}

/** The message and the suggestion with flags instead of options, and with the suggestions of the command. */
function withFlagNames(
  error: Thrown,
  { code, detail = '', message, suggestion }: Failure,
): { message: string; suggestion: string } {
  const named = error.withOptionNames?.(flagOf) ?? { message, suggestion };
  const pattern = code === 'INPUT_NOT_FOUND' ? patternProblem(detail.replace(/: no such file$/, '')) : undefined;
  if (pattern !== undefined) return pattern;
  const general = (errorCatalogue as Readonly<Record<string, ErrorEntry>>)[code]?.suggestion === suggestion;
  return general ? { ...named, suggestion: suggestionOf(code) ?? named.suggestion } : named;
}
