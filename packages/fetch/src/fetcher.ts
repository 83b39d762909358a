import { lookup } from 'node:dns/promises';
import { allowNothing, type FetchAllow } from './allow.js';
import type { Context, Resolve } from './context.js';
import { type Downloaded, type DownloadOptions, download } from './download.js';
import { type RequestOptions, type Response, request } from './request.js';

/** Time limits in milliseconds. Options of a single call take precedence. */
export interface FetchTimeouts {
  /** For the name lookup, and again for the connection. Default 10 s. */
  connectTimeoutMs?: number;
  /** For the headers of a response, and for the next bytes of a body. Default 30 s. */
  idleTimeoutMs?: number;
  /** For a whole `request`. Default 30 s. */
  requestTimeoutMs?: number;
  /** For a whole `download`. Default 1 h. */
  totalTimeoutMs?: number;
  /** Delay before the second attempt of a download; it doubles with each attempt. Default 500 ms. */
  retryDelayMs?: number;
}

export interface FetcherOptions {
  /** From `parseFetchAllow`. Default: public addresses only. */
  allow?: FetchAllow;
  timeouts?: FetchTimeouts;
  /** Default "cliploop". */
  userAgent?: string;
  /** Looks up host names. Default: the resolver of the system. */
  resolve?: Resolve;
  /** Certificate authorities in PEM, trusted instead of those of Node. */
  ca?: string;
}

export interface Fetcher {
  request(url: string, options?: RequestOptions): Promise<Response>;
  download(url: string, options: DownloadOptions): Promise<Downloaded>;
}

/**
 * Creates the HTTP client for all requests that the service makes. It connects only to public addresses and to those that
 * `allow` lists: each connection, also after a redirect, looks up the name once, checks the addresses and uses a checked one.
 * It keeps no connections open and ignores proxy variables, so there is nothing to close.
 */
export function createFetcher(options: FetcherOptions = {}): Fetcher {
  const { allow = allowNothing, timeouts = {}, userAgent = 'cliploop', resolve = systemResolve, ca } = options;
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

async function systemResolve(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}
