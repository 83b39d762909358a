import type { Deadline } from './deadline.js';
import { broken, FetchError } from './errors.js';
import type { Answer } from './exchange.js';

export interface BodyLimits {
  /** Longest wait for the next bytes. */
  readonly idleTimeoutMs: number;
  /** Bytes per second that must come on average over `rateWindowMs` of waiting; 0 asks for no pace. */
  readonly minRate: number;
  readonly rateWindowMs: number;
}

/**
 * The body in pieces, read only as fast as the caller takes them: between two pieces nothing but the socket's own
 * buffers fills up. Only the time spent waiting for the server counts against its limits, never a slow disk of ours.
 */
export async function* readBody(answer: Answer, limits: BodyLimits, deadline: Deadline): AsyncGenerator<Buffer> {
  const { url, message } = answer;
  const { idleTimeoutMs, minRate, rateWindowMs } = limits;
  const pieces: AsyncIterator<Buffer> = message[Symbol.asyncIterator]();
  const late = () =>
    new FetchError('TIMEOUT', url, `the server has sent nothing for ${idleTimeoutMs} ms in the middle of the body.`);
  let waitedMs = 0;
  let bytes = 0;
  try {
    for (;;) {
      const start = performance.now();
      const next = await deadline.race(pieces.next(), idleTimeoutMs, late);
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
    if (!message.complete) throw broken(new Error('cut off'), url);
  } catch (error) {
    deadline.check();
    throw broken(error, url);
  } finally {
    answer.close();
  }
}

/** The length that the server announces, if it does. */
export function announcedLength(answer: Answer): number | undefined {
  const { 'content-length': length, 'transfer-encoding': coding } = answer.headers;
  return length === undefined || coding !== undefined ? undefined : Number(length);
}

export function tooLarge(url: URL, maxBytes: number): FetchError {
  return new FetchError('TOO_LARGE', url, `the body is larger than the ${maxBytes} bytes that are allowed.`);
}

function tooSlow(url: URL, minRate: number): FetchError {
  return new FetchError('TIMEOUT', url, `the server sends less than ${minRate} bytes per second. Try again later.`);
}
