import { readError, send } from './send.ts';

interface Patience {
  /** Attempts in all. */
  readonly attempts?: number;
  /** Pause before the second attempt, ms. It doubles with each further one. */
  readonly pauseMs?: number;
}

/** Longest pause, also when the service asks for a longer one, ms. */
const MAX_PAUSE_MS = 10_000;

/**
 * As `send`, but a temporary refusal is not an answer yet: the request is sent again after the time that the service asks for. For
 * requests that change nothing, of which a page sends many.
 * @throws ApiError when no answer arrives; the reason of the signal of the request
 */
export async function sendPatiently(request: Request, options: Patience = {}): Promise<Response> {
  const { attempts = 6, pauseMs = 300 } = options;
  for (let attempt = 1; ; attempt += 1) {
    const response = await send(request);
    if (response.ok || attempt === attempts || !(await isTemporary(response, attempt))) return response;
    const asked = Number(response.headers.get('Retry-After')) * 1000 || 0;
    // Requests that were refused together do not come back together.
    const own = pauseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
    await pause(Math.min(MAX_PAUSE_MS, Math.max(asked, own)), request.signal);
  }
}

/** Whether the same request may succeed soon. A conflict may end with the request that this one replaced, or it may last. */
async function isTemporary(response: Response, attempt: number): Promise<boolean> {
  const error = await readError(response.clone());
  return response.status === 429 || response.status === 503 || (error.code === 'FailedOperation' && attempt === 1);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });
}
