import { type ApiError, apiError } from '../../wire/error/api-error.js';

/** The error for a request whose client has gone, or that a newer preview has replaced. */
export function canceled(): ApiError {
  return apiError('FailedOperation', 'The request was canceled, or a newer one has replaced it');
}
