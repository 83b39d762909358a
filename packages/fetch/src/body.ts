import type { Deadline } from './deadline.js';
import { connectionError, FetchError } from './errors.js';
import type { HttpResponse } from './exchange.js';

export interface BodyLimits {
  /** Longest wait for the next bytes. */
  readonly idleTimeoutMs: number;
  /** Minimum average rate over `rateWindowMs` of waiting, in bytes per second; 0: no minimum. */
  readonly minRate: number;
  readonly rateWindowMs: number;
}

/**
 * Yields the body in chunks, and reads on only when the caller takes the next one, so that only the socket's buffers fill.
 * Only time spent waiting for the server counts against its limits, not the time that the caller needs, such as for a slow
 * disk.
 */
export async function* readBody(
  response: HttpResponse,
  limits: BodyLimits,
  deadline: Deadline,
): AsyncGenerator<Buffer> {
  const { url, message } = response;
  const { idleTimeoutMs, minRate, rateWindowMs } = limits;
  const chunks: AsyncIterator<Buffer> = message[Symbol.asyncIterator]();
  const timeout = () =>
    new FetchError('TIMEOUT', url, `the server sent no data for ${idleTimeoutMs} ms. Try again later.`);
  let waitedMs = 0;
  let bytes = 0;
  try {
    for (;;) {
      const start = performance.now();
      const next = await deadline.race(chunks.next(), idleTimeoutMs, timeout);
      if (next.done) break;
      waitedMs += performance.now() - start;
      bytes += next.value.length;
      if (waitedMs >= rateWindowMs) {
        if ((bytes / waitedMs) * 1000 < minRate) throw tooSlow(url, minRate);
        waitedMs = 0;
        bytes = 0;
      }
      yield next.value;
    }
    if (!message.complete) throw connectionError(new Error('incomplete body'), url);
  } catch (error) {
    deadline.check();
    throw connectionError(error, url);
  } finally {
    response.close();
  }
}

export function tooLarge(url: URL, maxBytes: number): FetchError {
  return new FetchError('TOO_LARGE', url, `the body is larger than the limit of ${maxBytes} bytes.`);
}

function tooSlow(url: URL, minRate: number): FetchError {
  return new FetchError('TIMEOUT', url, `the server sends less than ${minRate} bytes per second. Try again later.`);
}
