import { FetchError } from '@cliploop/fetch';
import { ManifestRefusal } from '../../domain/manifest/refusal.js';
import { type Failure, failureOf } from '../../domain/task/failure.js';
import type { TaskErrorCode } from '../../wire/error/task-codes.js';
import { ProbeError } from '../media-process/prober.js';

/** Why a source will not do, in the contract's words. Messages show no queries and no user names of addresses. */
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

/** @returns undefined for what is no fault of the source */
export function sourceFailure(error: unknown): Failure | undefined {
  if (error instanceof ProbeError) return failureOf(error.code, error.message);
  if (error instanceof SourceError) return { code: error.code, message: error.message };
  if (error instanceof ManifestRefusal) return sourceFailure(malformed(`The playlist ${error.discreet}`));
  if (!(error instanceof FetchError)) return undefined;
  const code =
    error.code === 'TOO_LARGE' ? 'SourceFileError.ContentUnsupported' : 'SourceFileError.DownloadNotAccessible';
  return { code, message: error.message };
}
