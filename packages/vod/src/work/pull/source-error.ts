import { FetchError } from '@cliploop/fetch';
import { ManifestError } from '../../domain/manifest/manifest-error.js';
import { type Failure, failureOf } from '../../domain/task/failure.js';
import { isCode } from '../../store/storage/durable.js';
import type { TaskErrorCode } from '../../wire/error/task-codes.js';
import { ProbeError } from '../media-process/prober.js';

/** Why a source cannot be used, with an error code of the contract. Messages contain no query and no user name of a URL. */
export class SourceError extends Error {
  constructor(
    readonly code: TaskErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export function unsupported(message: string): SourceError {
  return new SourceError('SourceFileError.ContentUnsupported', message);
}

export function malformed(message: string): SourceError {
  return new SourceError('SourceFileError.ContentMalformed', message);
}

/** @returns undefined for an error that the source did not cause */
export function sourceFailure(error: unknown): Failure | undefined {
  if (error instanceof ProbeError) return failureOf(error.code, error.message);
  if (error instanceof SourceError) return { code: error.code, message: error.message };
  if (error instanceof ManifestError) return sourceFailure(malformed(`The playlist ${error.withoutUris}`));
  // The limit of this process or of the file system for one file.
  if (isCode(error, 'EFBIG')) return sourceFailure(unsupported('The source is larger than the files of this service'));
  if (!(error instanceof FetchError)) return undefined;
  const code =
    error.code === 'TOO_LARGE' ? 'SourceFileError.ContentUnsupported' : 'SourceFileError.DownloadNotAccessible';
  return { code, message: error.message };
}
