import { type NameOf, Phrase } from './phrase.js';

/** The properties of an error code. */
export interface ErrorEntry {
  /** `{detail}` is replaced; without a detail, the text ends before the colon. Names of options are in backquotes. */
  readonly message: string;
  /** Exit code of the command; one per class of error. */
  readonly exitCode: ExitCode;
  /** True when the same call may succeed later. */
  readonly retryable: boolean;
  /** What to try. Names of options are in backquotes. */
  readonly suggestion: string;
  /** HTTP status for services. */
  readonly httpStatus: number;
}

/** Exit codes, by class of outcome. */
export const exitCodes = {
  ok: 0,
  usage: 2,
  input: 3,
  segment: 4,
  limit: 5,
  output: 6,
  network: 7,
  internal: 70,
  aborted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const { usage, input, segment, limit, output, network, internal, aborted } = exitCodes;

/**
 * All errors. The codes of the engine (`codes` of the binding) and of this package share one list, so that callers need
 * not know where an error comes from.
 */
export const errorCatalogue = {
  INVALID_OPTION: entry(
    '{detail}',
    usage,
    400,
    'The README of @cliploop/core has a table of the options with their ranges and defaults.',
  ),
  FORMAT_MISMATCH: entry('{detail}', usage, 400, 'Leave out `format`, or give the output the extension of the format.'),
  TEMPLATE_INVALID: entry(
    '{detail}',
    usage,
    400,
    'The README of @cliploop/core has a table of the template fields with their ranges and defaults.',
  ),
  TEMPLATE_NOT_FOUND: entry(
    '{detail}',
    usage,
    404,
    'The presets are 20000 (GIF) and 20001 (WebP). Give any other template as an object.',
  ),
  INPUT_PROTOCOL: entry(
    '{detail}',
    usage,
    400,
    'Give a path, a file:, http: or https: URL, bytes or a stream. If this is the name of a file, check that the file exists.',
  ),

  INPUT_NOT_FOUND: entry('The input was not found: {detail}', input, 404, 'Check the path or the URL.'),
  INPUT_UNREADABLE: entry(
    'The input cannot be read: {detail}',
    input,
    422,
    'Check that it is a readable file, or a stream that nothing has read yet.',
  ),
  INPUT_FORBIDDEN: entry(
    'Access to the input is denied: {detail}',
    input,
    403,
    'Check the permissions, and whether the URL needs a signature or has expired.',
  ),
  INPUT_NOT_MEDIA: entry(
    'The input is not a video: {detail}',
    input,
    422,
    'Check that the file is complete and that its format is one of those that `cliploop doctor` lists.',
  ),
  INPUT_CHANGED: retry(
    'The input changed while it was read: {detail}',
    input,
    409,
    'Try again when the file is no longer being written.',
  ),
  NO_VIDEO: entry(
    'The input has no video stream: {detail}',
    input,
    422,
    'Give a file with a video track. Audio and cover art cannot be animated.',
  ),
  DECODER_MISSING: entry(
    'There is no decoder for this video: {detail}',
    input,
    422,
    'Convert the video to another codec first, such as H.264. The command `cliploop doctor` lists the decoders that are installed.',
  ),
  DECODE_FAILED: entry(
    'The video cannot be decoded: {detail}',
    input,
    422,
    'The file is probably damaged. The log of this error has the messages of the decoder.',
  ),

  START_BEYOND_END: entry(
    'The segment starts at or after the end of the video: {detail}',
    segment,
    422,
    'Set `start` to a time before the end of the video. A negative time counts from the end.',
  ),
  SEGMENT_EMPTY: entry(
    'The segment is empty: {detail}',
    segment,
    422,
    'Set `end` to a time after `start`, or give `duration` instead.',
  ),

  LIMIT_PIXELS: entry(
    'The video has more pixels than `limits.maxPixels` allows: {detail}',
    limit,
    413,
    'Raise `limits.maxPixels` if you trust the source.',
  ),
  LIMIT_DURATION: entry(
    'The segment is longer than `limits.maxDuration` allows: {detail}',
    limit,
    413,
    'Shorten the segment, or raise `limits.maxDuration`.',
  ),
  LIMIT_FRAMES: entry(
    'The segment has more frames than `limits.maxFrames` allows: {detail}',
    limit,
    413,
    'Lower `fps`, shorten the segment, or raise `limits.maxFrames`.',
  ),
  LIMIT_OUTPUT_BYTES: entry(
    'The output is larger than `limits.maxOutputBytes` allows: {detail}',
    limit,
    413,
    'Lower `width`, `fps` or `quality`, shorten the segment, or raise `limits.maxOutputBytes`.',
  ),
  LIMIT_SPOOL_BYTES: entry(
    'The input stream is larger than `limits.maxSpoolBytes` allows: {detail}',
    limit,
    413,
    'Give a path, or a URL of a server with range requests, or raise `limits.maxSpoolBytes`.',
  ),
  TIMEOUT: retry(
    'The job took longer than `limits.timeoutMs` allows: {detail}',
    limit,
    504,
    'Shorten the segment, make the output smaller, or raise `limits.timeoutMs`.',
  ),

  OUTPUT_EXISTS: entry(
    'The output already exists: {detail}',
    output,
    409,
    'Choose another name, or use `overwrite` to replace the file.',
  ),
  OUTPUT_UNWRITABLE: entry(
    'The output cannot be written: {detail}',
    output,
    500,
    'Check the folder, its permissions and the free space.',
  ),

  INPUT_HTTP: entry(
    'The server did not send the input: {detail}',
    network,
    502,
    'Check the URL and open it in a browser.',
  ),
  INPUT_NETWORK: retry(
    'The input could not be fetched: {detail}',
    network,
    502,
    'Check the connection and the server, then try again.',
  ),

  ENCODE_FAILED: entry(
    'Encoding failed: {detail}',
    internal,
    500,
    'Please report this with the options and this message.',
  ),
  OUT_OF_MEMORY: retry(
    'Out of memory: {detail}',
    internal,
    503,
    'Make the output smaller, or run fewer jobs at the same time.',
  ),
  NATIVE_MISSING: entry(
    'The native addon cannot be loaded: {detail}',
    internal,
    500,
    'Run `npm run setup`, which installs the system libraries and builds the addon, then try again.',
  ),
  INTERNAL: entry('Internal error: {detail}', internal, 500, 'Please report this with the options and this message.'),

  ABORTED: entry(
    'The operation was aborted: {detail}',
    aborted,
    499,
    'The job was stopped on request. It left no file behind.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

export interface CliploopErrorInit {
  /** Where in the data flow: options, input, demux, decode, … write. */
  stage?: string;
  /** Name of the refused option. */
  option?: string;
  /** Replaces the suggestion of the code. Names of options are in backquotes. */
  suggestion?: string | undefined;
  /** libav's log lines of this job, newest last. */
  log?: readonly string[];
  cause?: unknown;
}

/** The only error that this package rejects with, except for errors that callbacks of the caller throw. */
export class CliploopError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly stage: string;
  readonly suggestion: string;
  readonly exitCode: ExitCode;
  readonly retryable: boolean;
  readonly httpStatus: number;
  readonly log: readonly string[];
  readonly option?: string;
  readonly #words: Words;

  constructor(code: ErrorCode, detail: string | Phrase, init: CliploopErrorInit = {}) {
    const known: ErrorEntry = errorCatalogue[code];
    const words = {
      message: Phrase.parse(known.message),
      detail: Phrase.of(detail),
      suggestion: Phrase.parse(init.suggestion ?? known.suggestion),
    };
    super(render(words).message, 'cause' in init ? { cause: init.cause } : undefined);
    this.#words = words;
    // fetch, streams and timers reject with 'AbortError', so callers test for that name.
    this.name = code === 'ABORTED' ? 'AbortError' : 'CliploopError';
    this.code = code;
    this.detail = words.detail.text();
    this.stage = init.stage ?? '';
    this.suggestion = words.suggestion.text();
    this.exitCode = known.exitCode;
    this.retryable = known.retryable;
    this.httpStatus = known.httpStatus;
    this.log = init.log ?? [];
    if (init.option !== undefined) this.option = init.option;
  }

  /** Message and suggestion with other names for the options, such as the flags of a command. */
  worded(nameOf: NameOf): { message: string; suggestion: string } {
    return render(this.#words, nameOf);
  }

  /** The members that a log or `--json` shows. */
  toJSON(): Record<string, unknown> {
    const { code, message, suggestion, exitCode, retryable, stage, detail, option, log } = this;
    return { code, message, suggestion, exitCode, retryable, stage, detail, option, log };
  }
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

function entry(message: string, exitCode: ExitCode, httpStatus: number, suggestion: string): ErrorEntry {
  return { message, exitCode, retryable: false, suggestion, httpStatus };
}

function retry(message: string, exitCode: ExitCode, httpStatus: number, suggestion: string): ErrorEntry {
  return { ...entry(message, exitCode, httpStatus, suggestion), retryable: true };
}

interface Words {
  message: Phrase;
  detail: Phrase;
  suggestion: Phrase;
}

function render(words: Words, nameOf?: NameOf): { message: string; suggestion: string } {
  const message = words.message.text(nameOf);
  const detail = words.detail.text(nameOf);
  const filled = detail === '' ? message.replace(/:? ?\{detail\}$/, '') : message.replace('{detail}', () => detail);
  return { message: filled, suggestion: words.suggestion.text(nameOf) };
}
