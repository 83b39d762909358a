import { ApiError, errorIn } from './api-error.ts';
import { sessionGate } from './session-gate.ts';

/** The service accepts the cookie of the session only with this header, which other sites cannot send. */
const CSRF = { 'X-Cliploop-Csrf': '1' };

/**
 * Sends a request with the session of the browser. While the session has ended, it waits for the next sign-in.
 * @throws ApiError when no answer arrives
 */
export function send(request: Request): Promise<Response> {
  return sessionGate.run(async () => {
    const response = await sendOnce(request.clone());
    if (response.status === 401) throw await readError(response);
    return response;
  });
}

/** Sends a request once, whether the session has ended or not. @throws ApiError when no answer arrives */
export async function sendOnce(request: Request): Promise<Response> {
  try {
    return await fetch(withCsrf(request));
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ApiError('NoConnection', 'The service did not answer.');
  }
}

/** Adds the header to a request. */
export function withCsrf(request: Request): Request {
  for (const [name, value] of Object.entries(CSRF)) request.headers.set(name, value);
  return request;
}

/** The error of an answer whose status is not 2xx. */
export async function readError(response: Response): Promise<ApiError> {
  const answer: unknown = await response.json().catch(() => undefined);
  return (
    errorIn(answer, response.status) ??
    new ApiError('BadAnswer', `The service answered with HTTP status ${response.status}.`, '', response.status)
  );
}
