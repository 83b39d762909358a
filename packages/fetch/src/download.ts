import type { Context } from './context.js';
import { Deadline } from './deadline.js';
import { FetchError } from './errors.js';
import { FileDownload } from './file-download.js';
import { checkRedirects } from './follow.js';
import { retryDelay } from './retry.js';
import { type Destination, openSink, type Sink } from './sink.js';
import { parseTarget } from './target.js';

/** A range of a file, in bytes. */
export interface ByteRange {
  /** Of the first byte. */
  readonly offset: number;
  /** At least 1. */
  readonly length: number;
}

export interface DownloadOptions {
  /** A path, which is removed again when the download fails, or an open file, whose content is replaced. */
  to: Destination;
  /** Limit for the file size. */
  maxBytes: number;
  /** Downloads only this range. A server without range requests is an error. A broken connection starts the range over. */
  range?: ByteRange | undefined;
  /** Limit for the name lookup, and again for the connection. */
  connectTimeoutMs?: number;
  /** Limit for the headers of a response, and for the next bytes of a body. */
  idleTimeoutMs?: number;
  /** Limit for the whole download, with the delays between attempts. */
  totalTimeoutMs?: number;
  /** Minimum average rate over 30 s (`minRateWindowMs`), in bytes per second. Default: none. */
  minRate?: number;
  minRateWindowMs?: number;
  /** Most new attempts after temporary failures. Default 5. */
  retries?: number;
  /** Most redirects to follow in each attempt, 0 to 5. Default 5. */
  redirects?: number;
  signal?: AbortSignal;
  /** Called before the delay between two attempts. */
  onRetry?: (delayMs: number) => void;
  /** Called after every chunk. `bytes` decreases when the download starts over. */
  onProgress?: (progress: { bytes: number; total: number | undefined }) => void;
}

export interface Downloaded {
  bytes: number;
  /** Content-Type header, if there is one. */
  contentType: string | undefined;
  /** Content-Disposition header, if there is one. */
  disposition: string | undefined;
  /** URL of the last response after redirects, without user name, password and fragment. */
  url: string;
  etag: string | undefined;
}

/**
 * Downloads a file. After a connection breaks or stalls, the download resumes where it ended if the server supports that and
 * the file has not changed; otherwise it starts over. It holds only a few chunks in memory, for any length.
 *
 * Bytes after the announced Content-Length are not part of the file, as everywhere in HTTP.
 *
 * @throws FetchError, or the error of the system when the file cannot be written
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
    const file = new FileDownload(target, sink, options, redirects, context, deadline);
    for (let failures = 0; ; failures++) {
      try {
        const result = await file.attempt();
        complete = true;
        return result;
      } catch (error) {
        deadline.check();
        if (!(error instanceof FetchError) || !error.retryable || failures >= retries) throw error;
        const delay = retryDelay(error, failures, context.retryDelayMs, deadline.remainingMs);
        if (delay === undefined) throw error;
        options.onRetry?.(delay);
        await deadline.sleep(delay);
      }
    }
  } finally {
    deadline.close();
    await sink?.close(complete);
  }
}
