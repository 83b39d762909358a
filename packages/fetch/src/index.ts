export { type FetchAllow, parseFetchAllow } from './allow.js';
export type { Resolve } from './context.js';
export type { ByteRange, Downloaded, DownloadOptions } from './download.js';
export { FetchError, type FetchErrorCode } from './errors.js';
export { createFetcher, type Fetcher, type FetcherOptions, type FetchTimeouts } from './fetcher.js';
export type { RequestOptions, Response } from './request.js';
export type { Destination } from './sink.js';
export { readUrl, redacted } from './url.js';
