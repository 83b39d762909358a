/**
 * The HTTP client of the service. It connects only to public addresses, limits sizes and times, and retries and resumes
 * downloads. `@cliploop/fetch/rules` has the rules of HTTP without a client, `@cliploop/fetch/allow` the parser of
 * CLIPLOOP_FETCH_ALLOW.
 */
export { type FetchAllow, parseFetchAllow } from './allow.js';
export type { Resolve } from './context.js';
export type { ByteRange, Downloaded, DownloadOptions } from './download.js';
export { FetchError, type FetchErrorCode } from './errors.js';
export { createFetcher, type Fetcher, type FetcherOptions, type FetchTimeouts } from './fetcher.js';
export type { RequestOptions, Response } from './request.js';
export { readUrl, redacted } from './rules/url.js';
export type { Destination } from './sink.js';
