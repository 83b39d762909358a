import type { ApiErrorCode } from './catalogue.js';

/**
 * A refusal as the caller of the API sees it: `Error.Code` and `Error.Message` of the answer. The message names the
 * parameter, its value and the rule ("Fps is 61; it must be an integer between 1 and 60"), and never a secret.
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
