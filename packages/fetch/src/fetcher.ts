import { lookup } from 'node:dns/promises';
import { allowNothing, type FetchAllow } from './allow.js';
import type { Context, Resolve } from './context.js';
import { type Downloaded, type DownloadOptions, download } from './download.js';
import { type RequestOptions, type Response, request } from './request.js';

/** In milliseconds; what a call says for itself goes first. */
export interface FetchTimeouts {
  /** For the addresses of a name, and again for the connection; default 10 s. */
  connectTimeoutMs?: number;
  /** For the head of an answer and between two pieces of a body; default 30 s. */
  idleTimeoutMs?: number;
  /** For all of a `request`; default 30 s. */
  requestTimeoutMs?: number;
  /** For all of a `download`; default 1 h. */
  totalTimeoutMs?: number;
  /** Before the second attempt of a download; doubles with each one; default 500 ms. */
  retryDelayMs?: number;
}

export interface FetcherOptions {
  /** From `parseFetchAllow`; default: public addresses only. */
  allow?: FetchAllow;
  timeouts?: FetchTimeouts;
  /** Default "cliploop". */
  userAgent?: string;
  /** All addresses of a name; default: the system's resolver. */
  resolve?: Resolve;
  /** Certificate authorities in PEM, trusted instead of those that Node trusts. */
  ca?: string;
}

export interface Fetcher {
  request(url: string, options?: RequestOptions): Promise<Response>;
  download(url: string, options: DownloadOptions): Promise<Downloaded>;
}

/**
 * The HTTP client for everything that the service requests itself. It asks public addresses only, plus what `allow`
 * opens: every connection, redirects included, looks the name up once, checks the addresses and goes to a checked one.
 * It keeps no connections and honours no proxy variables, so there is nothing to close.
 */
export function createFetcher(options: FetcherOptions = {}): Fetcher {
  const { allow = allowNothing, timeouts = {}, userAgent = 'cliploop', resolve = resolveBySystem, ca } = options;
  const context: Context = {
    allow,
    resolve,
    userAgent,
    connectTimeoutMs: timeouts.connectTimeoutMs ?? 10_000,
    idleTimeoutMs: timeouts.idleTimeoutMs ?? 30_000,
    retryDelayMs: timeouts.retryDelayMs ?? 500,
    ...(ca === undefined ? {} : { ca }),
  };
  const { requestTimeoutMs = 30_000, totalTimeoutMs = 3_600_000 } = timeouts;
  return {
    request: (url, init = {}) => request(context, requestTimeoutMs, url, init),
    download: (url, init) => download(context, totalTimeoutMs, url, init),
  };
}

async function resolveBySystem(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}
