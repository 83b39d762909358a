import type { TaskErrorCode } from '../../wire/error/task-codes.js';

/** Why a sub-task failed, in the contract's words. */
export interface Failure {
  readonly code: TaskErrorCode;
  readonly message: string;
}

/** Codes of animate() as a client of the contract knows them. What is not here is this service's own fault. */
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
  DECODE_FAILED: 'SourceFileError.ContentMalformed',
  DECODER_DIED: 'SourceFileError.ContentMalformed',
  INPUT_FORBIDDEN: 'SourceFileError.ContentUnsupported',
  DECODER_MISSING: 'SourceFileError.ContentUnsupported',
  LIMIT_PIXELS: 'SourceFileError.ContentUnsupported',
  LIMIT_FRAMES: 'SourceFileError.ContentUnsupported',
  TIMEOUT: 'SourceFileError.ContentUnsupported',
};

export function failureOf(code: string, message: string): Failure {
  return { code: codes[code] ?? 'InternalError', message };
}
