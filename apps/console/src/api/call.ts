import { ApiError, errorIn } from './api-error.ts';
import { readError, sendOnce } from './send.ts';
import { sessionGate } from './session-gate.ts';
import type { Action, Params, Result } from './types.ts';

const VERSION = '2018-07-17';

interface CallOptions {
  /** Cancels the request. */
  readonly signal?: AbortSignal;
  /** Sends the request to its end when the page is closed meanwhile. */
  readonly keepalive?: boolean;
}

/**
 * Calls an action of API 3.0.
 * @throws ApiError
 */
export function call<A extends Action>(action: A, params: Params<A>, options: CallOptions = {}): Promise<Result<A>> {
  return sessionGate.run(async () => {
    const response = await sendOnce(requestOf(action, params, options));
    if (!response.ok) throw await readError(response);
    const answer = (await response.json().catch(() => undefined)) as { Response?: unknown } | undefined;
    if (answer?.Response === undefined) throw new ApiError('BadAnswer', 'The answer is not one of this service.');
    const error = errorIn(answer.Response, response.status);
    if (error) throw error;
    return answer.Response as Result<A>;
  });
}

/** The request of an action, without the CSRF header. */
export function requestOf<A extends Action>(action: A, params: Params<A>, options: CallOptions = {}): Request {
  const headers = { 'Content-Type': 'application/json', 'X-TC-Action': action, 'X-TC-Version': VERSION };
  const body = JSON.stringify(params);
  return new Request(new URL('/', location.origin), { method: 'POST', headers, body, ...options });
}
