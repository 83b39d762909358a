import { type NameOf, Phrase } from './phrase.js';

/** The properties of an error code. */
export interface ErrorEntry {
  /** Message with the placeholder `{detail}`. Without a detail, it ends before the colon. Option names are in backquotes. */
  readonly message: string;
  /** Exit code of the command. Related errors share one. */
  readonly exitCode: ExitCode;
  /** True if the same call may succeed later. */
  readonly retryable: boolean;
  /** What to do about the error. Option names are in backquotes. */
  readonly suggestion: string;
  /** HTTP status with which a service can answer. */
  readonly httpStatus: number;
}

/** Exit codes by kind of outcome. */
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

/** All errors, by code: those of the native engine and those of this package. */
export const errorCatalogue = {
  INVALID_OPTION: entry('{detail}', usage, 400, 'See the table of options in the README of @cliploop/core.'),
  FORMAT_MISMATCH: entry('{detail}', usage, 400, 'Omit `format`, or change the extension of the output.'),
  TEMPLATE_INVALID: entry('{detail}', usage, 400, 'See the table of template fields in the README of @cliploop/core.'),
  TEMPLATE_NOT_FOUND: entry('{detail}', usage, 404, 'Use a preset, 20000 (GIF) or 20001 (WebP), or a template object.'),
  INPUT_PROTOCOL: entry(
    '{detail}',
    usage,
    400,
    'Use a path, a file:, http: or https: URL, bytes or a stream. If this is a file name, check that the file exists.',
  ),

  INPUT_NOT_FOUND: entry('The input was not found: {detail}', input, 404, 'Check the path or the URL.'),
  INPUT_UNREADABLE: entry(
    'The input cannot be read: {detail}',
    input,
    422,
    'Check that the input is a readable file, or a stream that has not been read yet.',
  ),
  INPUT_FORBIDDEN: entry(
    'Access to the input is denied: {detail}',
    input,
    403,
    'Check the permissions. For a URL, check whether it has expired or needs a signature.',
  ),
  INPUT_NOT_MEDIA: entry(
    'The input is not a video: {detail}',
    input,
    422,
    'Check that the file is complete, and that `cliploop doctor` lists its format.',
  ),
  INPUT_CHANGED: retry(
    'The input changed during the job: {detail}',
    input,
    409,
    'Try again after all writes to the file have finished.',
  ),
  INPUT_ENCRYPTED: entry(
    'The input is encrypted: {detail}',
    input,
    422,
    'Use a file without copy protection, or decrypt it first.',
  ),
  NO_VIDEO: entry(
    'The input has no video stream: {detail}',
    input,
    422,
    'Use a file with a video track. Audio and cover art cannot be animated.',
  ),
  DECODER_MISSING: entry(
    'No decoder for this video: {detail}',
    input,
    422,
    'Convert the video to another codec, such as H.264. `cliploop doctor` lists the installed decoders.',
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
    'Set `start` to a time before the end of the video. A negative time counts back from the end.',
  ),
  SEGMENT_EMPTY: entry(
    'The segment is empty: {detail}',
    segment,
    422,
    'Set `end` to a time after `start`, or use `duration` instead.',
  ),

  LIMIT_PIXELS: entry(
    'The video has more pixels than `limits.maxPixels` allows: {detail}',
    limit,
    413,
    'If you trust the source, raise `limits.maxPixels`.',
  ),
  LIMIT_MEMORY: entry(
    'The job needs more memory than `limits.maxMemory` allows: {detail}',
    limit,
    413,
    'Lower `width` or `height`, or raise `limits.maxMemory`.',
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
    'The temporary file would be larger than `limits.maxSpoolBytes` allows: {detail}',
    limit,
    413,
    'Use a path or the URL of a server that supports range requests, or raise `limits.maxSpoolBytes`.',
  ),
  BUDGET_TOO_SMALL: entry(
    'The output cannot be as small as `maxBytes` demands: {detail}',
    limit,
    413,
    'Shorten the segment, raise `maxBytes`, or let `reduce` go further.',
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
    'Check the permissions of the folder and the free space.',
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
    'Please report this error with the options and the full message.',
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
    'Run `npm run setup` to install the system libraries and build the addon, then try again.',
  ),
  INTERNAL: entry(
    'Internal error: {detail}',
    internal,
    500,
    'Please report this error with the options and the full message.',
  ),

  ABORTED: entry(
    'The operation was aborted: {detail}',
    aborted,
    499,
    'The job was stopped on request. No output file was written.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

/** Optional properties of an error. */
interface CliploopErrorInit {
  /**
   * Where the error occurred: options, or a stage of the engine: input, demux, decode, sample, scale, merge, quantize, diff,
   * webp, avif, picture, mux, write, job. Default: empty.
   */
  stage?: string;
  /** Name of the invalid option. */
  option?: string | undefined;
  /** Replaces the suggestion of the code. Option names are in backquotes. */
  suggestion?: string | undefined;
  /** Log lines of libav for this job, oldest first. */
  log?: readonly string[];
  cause?: unknown;
}

/** The class of all errors of this package. Only errors thrown by callbacks of the caller are passed through unchanged. */
export class CliploopError extends Error {
  readonly code: ErrorCode;
  /** The variable part of the message, such as the path; may be empty. */
  readonly detail: string;
  /** Where the error occurred, see CliploopErrorInit; empty if unknown or if the job was stopped from outside. */
  readonly stage: string;
  /** What to do about the error. */
  readonly suggestion: string;
  /** Exit code of the command for this error. */
  readonly exitCode: ExitCode;
  /** True if the same call may succeed later. */
  readonly retryable: boolean;
  /** HTTP status with which a service can answer. */
  readonly httpStatus: number;
  /** Log lines of libav for this job, oldest first. */
  readonly log: readonly string[];
  /** Name of the invalid option, limit ("limits.maxFrames") or template field. */
  readonly option?: string;
  readonly #texts: Texts;

  constructor(code: ErrorCode, detail: string | Phrase, init: CliploopErrorInit = {}) {
    const known: ErrorEntry = errorCatalogue[code];
    const texts = {
      message: Phrase.parse(known.message),
      detail: Phrase.of(detail),
      suggestion: Phrase.parse(init.suggestion ?? known.suggestion),
    };
    super(render(texts).message, 'cause' in init ? { cause: init.cause } : undefined);
    this.#texts = texts;
    // The name with which fetch, streams and timers reject after an abort.
    this.name = code === 'ABORTED' ? 'AbortError' : 'CliploopError';
    this.code = code;
    this.detail = texts.detail.text();
    this.stage = init.stage ?? '';
    this.suggestion = texts.suggestion.text();
    this.exitCode = known.exitCode;
    this.retryable = known.retryable;
    this.httpStatus = known.httpStatus;
    this.log = init.log ?? [];
    if (init.option !== undefined) this.option = init.option;
  }

  /** Returns the message and the suggestion with other names for the options, such as the flags of a command. */
  withOptionNames(nameOf: NameOf): { message: string; suggestion: string } {
    return render(this.#texts, nameOf);
  }

  /** Returns the members for a log or for `--json`. */
  toJSON(): Record<string, unknown> {
    const { code, message, suggestion, exitCode, retryable, stage, detail, option, log } = this;
    return { code, message, suggestion, exitCode, retryable, stage, detail, option, log };
  }
}

/** Returns whether the catalog has this code. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

function entry(message: string, exitCode: ExitCode, httpStatus: number, suggestion: string): ErrorEntry {
  return { message, exitCode, retryable: false, suggestion, httpStatus };
}

function retry(message: string, exitCode: ExitCode, httpStatus: number, suggestion: string): ErrorEntry {
  return { ...entry(message, exitCode, httpStatus, suggestion), retryable: true };
}

interface Texts {
  message: Phrase;
  detail: Phrase;
  suggestion: Phrase;
}

function render(texts: Texts, nameOf?: NameOf): { message: string; suggestion: string } {
  const message = texts.message.text(nameOf);
  const detail = texts.detail.text(nameOf);
  const filled = detail === '' ? message.replace(/:? ?\{detail\}$/, '') : message.replace('{detail}', () => detail);
  return { message: filled, suggestion: texts.suggestion.text(nameOf) };
}
