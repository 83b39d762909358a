import { Attempts } from './attempts.js';
import type { Context } from './context.js';
import { Deadline } from './deadline.js';
import { FetchError } from './errors.js';
import { checkRedirects } from './follow.js';
import { pauseBefore } from './retry.js';
import { type Destination, openSink, type Sink } from './sink.js';
import { parseTarget } from './target.js';

/** Bytes of a file: the first, and how many. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export interface DownloadOptions {
  /** A path, removed again when the download fails, or an open file, whose content is replaced and which stays open. */
  to: Destination;
  /** Of the file; a larger one is refused. */
  maxBytes: number;
  /** Only this part of the file; a server that gives no parts is refused. It starts over when the connection breaks. */
  range?: ByteRange | undefined;
  /** For finding the name's addresses, and again for the connection. */
  connectTimeoutMs?: number;
  /** Longest wait for the head of an answer, and for the next bytes of a body. */
  idleTimeoutMs?: number;
  /** For all of it, pauses between attempts included. */
  totalTimeoutMs?: number;
  /** Bytes per second that must come on average over 30 s (`minRateWindowMs`); default none. */
  minRate?: number;
  minRateWindowMs?: number;
  /** New attempts after failures that may pass; default 5. */
  retries?: number;
  /** How many are followed in each attempt, 0 to 5; default 5. */
  redirects?: number;
  signal?: AbortSignal;
  /** After every piece; `bytes` falls when the download has to start over. */
  onProgress?: (progress: { bytes: number; total: number | undefined }) => void;
}

export interface Downloaded {
  bytes: number;
  /** As the server says; undefined when it does not. */
  contentType: string | undefined;
  /** Content-Disposition, as the server says. */
  disposition: string | undefined;
  /** The URL that answered last, without user name, password and fragment. */
  url: string;
  etag: string | undefined;
}

/**
 * Fetches a file. A connection that breaks or stalls is taken up again where it ended when the server can do that and
 * the file is still the same, and from the first byte otherwise. Memory is a few pieces, whatever the length.
 *
 * Bytes that a server sends beyond the Content-Length it announced are no part of the file, as everywhere in HTTP.
 *
 * @throws FetchError, or the system's error when the file cannot be written.
 */
export async function download(
  defaults: Context,
  defaultTotalMs: number,
  text: string,
  options: DownloadOptions,
): Promise<Downloaded> {
  const { totalTimeoutMs = defaultTotalMs, retries = 5, redirects = 5 } = options;
  checkRedirects(redirects);
  const target = parseTarget(text);
  const context = {
    ...defaults,
    connectTimeoutMs: options.connectTimeoutMs ?? defaults.connectTimeoutMs,
    idleTimeoutMs: options.idleTimeoutMs ?? defaults.idleTimeoutMs,
  };
  const deadline = new Deadline(target.url, totalTimeoutMs, options.signal);
  let sink: Sink | undefined;
  let complete = false;
  try {
    deadline.check();
    sink = await openSink(options.to);
    const attempt = new Attempts(target, sink, options, redirects, context, deadline);
    for (let failures = 0; ; failures++) {
      try {
        const result = await attempt.run();
        complete = true;
        return result;
      } catch (error) {
        deadline.check();
        if (!(error instanceof FetchError) || !error.retryable || failures >= retries) throw error;
        const pause = pauseBefore(error, failures, context.retryDelayMs, deadline.remainingMs);
        if (pause === undefined) throw error;
        await deadline.sleep(pause);
      }
    }
  } finally {
    deadline.close();
    await sink?.close(complete);
  }
}
