import type { ApiErrorCode } from './catalogue.js';

/**
 * A refusal as the caller of the API sees it: `Error.Code` and `Error.Message` of the answer. The message names the
 * parameter, its value and the rule ("Fps must be an integer from 1 to 60, got 61"), and never a secret.
 */
export class ApiError extends Error {
  readonly code: ApiErrorCode;

  constructor(code: ApiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.code = code;
  }
}

/** For `throw apiError(...)`. `cause` is for logs; it never reaches the caller. */
export function apiError(code: ApiErrorCode, message: string, cause?: unknown): ApiError {
  return new ApiError(code, message, cause === undefined ? undefined : { cause });
}
