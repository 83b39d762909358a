import { ApiError, errorIn } from './api-error.ts';
import { readError, sendOnce } from './send.ts';
import { sessionGate } from './session-gate.ts';
import type { Action, Params, Result } from './types.ts';

const VERSION = '2018-07-17';

interface CallOptions {
  /** Cancels the request. */
  readonly signal?: AbortSignal;
  /** Sends the request even when the page is being closed. */
  readonly keepalive?: boolean;
}

/**
 * Calls an action of API 3.0.
 * @throws ApiError
 */
export function call<A extends Action>(action: A, params: Params<A>, options: CallOptions = {}): Promise<Result<A>> {
  return sessionGate.run(async () => {
    const headers = { 'Content-Type': 'application/json', 'X-TC-Action': action, 'X-TC-Version': VERSION };
    const url = new URL('/', location.origin);
    const body = JSON.stringify(params);
    const response = await sendOnce(new Request(url, { method: 'POST', headers, body, ...options }));
    if (!response.ok) throw await readError(response);
    const answer = (await response.json().catch(() => undefined)) as { Response?: unknown } | undefined;
    if (answer?.Response === undefined) throw new ApiError('BadAnswer', 'The answer is not one of this service.');
    const error = errorIn(answer.Response, response.status);
    if (error) throw error;
    return answer.Response as Result<A>;
  });
}
