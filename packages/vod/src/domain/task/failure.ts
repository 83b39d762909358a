import type { TaskErrorCode } from '../../wire/error/task-codes.js';

/** The reason why a sub-task failed, with a code of the contract. */
export interface Failure {
  readonly code: TaskErrorCode;
  readonly message: string;
}

/** Codes of the contract for the codes of animate(). All others are faults of this service. */
const codes: Readonly<Record<string, TaskErrorCode>> = {
  START_BEYOND_END: 'InvalidInput.InvalidTimeOffset',
  SEGMENT_EMPTY: 'InvalidInput.InvalidTimeOffset',
  LIMIT_DURATION: 'InvalidInput.InvalidTimeOffset',
  INVALID_OPTION: 'InvalidInput.ConfigurationUnsupported',
  TEMPLATE_INVALID: 'InvalidInput.ConfigurationUnsupported',
  LIMIT_OUTPUT_BYTES: 'InvalidInput.ResultFileSizeTooLarge',
  NO_VIDEO: 'SourceFileError.NoVideoMedia',
  INPUT_NOT_FOUND: 'SourceFileError.ContentMalformed',
  INPUT_NOT_MEDIA: 'SourceFileError.ContentMalformed',
  INPUT_UNREADABLE: 'SourceFileError.ContentMalformed',
  INPUT_CHANGED: 'SourceFileError.ContentMalformed',
  DECODE_FAILED: 'SourceFileError.ContentMalformed',
  DECODER_DIED: 'SourceFileError.ContentMalformed',
  INPUT_FORBIDDEN: 'SourceFileError.ContentUnsupported',
  INPUT_ENCRYPTED: 'SourceFileError.ContentUnsupported',
  DECODER_MISSING: 'SourceFileError.ContentUnsupported',
  LIMIT_PIXELS: 'SourceFileError.ContentUnsupported',
  LIMIT_MEMORY: 'SourceFileError.ContentUnsupported',
  LIMIT_FRAMES: 'SourceFileError.ContentUnsupported',
  TIMEOUT: 'SourceFileError.ContentUnsupported',
};

export function failureOf(code: string, message: string): Failure {
  // Clients cannot change the limits of the jobs.
  return { code: codes[code] ?? 'InternalError', message: message.replace(/`?\blimits\.\w+`?/, 'this service') };
}
