import type { ApiErrorCode } from './catalogue.js';

/**
 * An error that the caller of the API gets as `Error.Code` and `Error.Message`. The message names the parameter, its value and
 * the rule ("Fps must be an integer from 1 to 60, got 61"). It contains no secrets.
 */
export class ApiError extends Error {
  readonly code: ApiErrorCode;

  constructor(code: ApiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.code = code;
  }
}

/** Creates an ApiError. @param cause for logs; not sent to the caller */
export function apiError(code: ApiErrorCode, message: string, cause?: unknown): ApiError {
  return new ApiError(code, message, cause === undefined ? undefined : { cause });
}
