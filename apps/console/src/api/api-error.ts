/** A request that failed: an error of the service, or one of the codes below when no answer arrived. */
export class ApiError extends Error {
  /**
   * @param code of the service, such as `InvalidParameterValue.FileId`; `NoConnection`: no answer arrived; `BadAnswer`: the answer is
   *   not one of this service
   * @param message of the service, in English
   * @param requestId also in the log of the service; empty when there is none
   * @param status of HTTP; 0 when there is none
   */
  constructor(
    readonly code: string,
    message: string,
    readonly requestId = '',
    readonly status = 0,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** Whether the session has ended: it expired, was signed out elsewhere, or its key pair was disabled. */
  get isSessionEnd(): boolean {
    return (
      this.status === 401 || (this.code.startsWith('AuthFailure.') && this.code !== 'AuthFailure.UnauthorizedOperation')
    );
  }

  /** Whether the same request may succeed later. */
  get isTemporary(): boolean {
    return (
      this.status >= 500 ||
      ['NoConnection', 'RequestLimitExceeded', 'ServiceUnavailable', 'InternalError'].includes(this.code)
    );
  }
}

/** Makes an ApiError of anything that was thrown. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError('UnexpectedError', error instanceof Error ? error.message : String(error));
}

interface ErrorAnswer {
  readonly Error?: { readonly Code?: string; readonly Message?: string };
  readonly RequestId?: string;
}

/** The error in an answer of the service; undefined when it has none. */
export function errorIn(answer: unknown, status: number): ApiError | undefined {
  const { Error: error, RequestId = '' } = (answer ?? {}) as ErrorAnswer;
  if (error === undefined) return undefined;
  return new ApiError(error.Code ?? 'BadAnswer', error.Message ?? '', RequestId, status);
}
