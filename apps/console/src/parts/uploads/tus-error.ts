import { ApiError, errorIn } from '../../api/api-error.ts';

/** The error of a request of tus. */
export interface TusError extends Error {
  readonly originalRequest?: object | null;
  readonly originalResponse?: { getStatus(): number; getBody(): string } | null;
}

/** The HTTP status of the answer; 0 when there was none. */
export const statusOf = (error: unknown): number => (error as TusError).originalResponse?.getStatus() ?? 0;

/** The error of the service, in the answer to a request of tus. */
export function errorOf(error: unknown): ApiError {
  const { originalResponse, message } = error as TusError;
  const status = statusOf(error);
  if (status === 0) return new ApiError('NoConnection', 'The service did not answer.');
  try {
    return errorIn(JSON.parse(originalResponse?.getBody() ?? ''), status) ?? new ApiError('BadAnswer', message);
  } catch {
    return new ApiError('BadAnswer', `The service answered with HTTP status ${status}.`, '', status);
  }
}
