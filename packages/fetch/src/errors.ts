import { redacted } from './rules/url.js';

/** Error codes, and whether the same call may succeed later. */
const retryable = {
  /** The host has an address that is not public, and CLIPLOOP_FETCH_ALLOW does not list it. */
  FORBIDDEN_ADDRESS: false,
  /** Not an http: or https: URL, or not a valid one. */
  BAD_URL: false,
  /** The host name has no address. */
  UNRESOLVED: false,
  /** No TCP connection or no TLS session. */
  CONNECT: true,
  /** A time limit: for the connection, for the next bytes, for the transfer rate, or for the whole call. */
  TIMEOUT: true,
  /** The body or the headers are larger than allowed. */
  TOO_LARGE: false,
  /** The status of the response is not a success. */
  BAD_STATUS: false,
  TOO_MANY_REDIRECTS: false,
  /** The connection broke, or the response differs from what its headers announced. */
  BROKEN: true,
  /** The file changed between two requests of one download. */
  CHANGED: true,
  /** Valid HTTP that this client refuses: content codings, a redirect from https to http, reserved headers. */
  UNSUPPORTED: false,
  /** The caller's signal was aborted. */
  ABORTED: false,
} as const;

export type FetchErrorCode = keyof typeof retryable;

export interface FetchErrorInit {
  /** Default: by the code. */
  retryable?: boolean;
  /** HTTP status of the response, if there was one. */
  status?: number;
  /** Value of Retry-After, in milliseconds. */
  retryAfterMs?: number;
  cause?: unknown;
}

/**
 * A failed request. Messages show only origin and path of the URL: user names, passwords and query strings may be secrets.
 * For the same reason errors of Node are not kept as the cause: some contain the whole URL or bytes of the response.
 */
export class FetchError extends Error {
  readonly code: FetchErrorCode;
  readonly retryable: boolean;
  readonly status?: number;
  readonly retryAfterMs?: number;

  /** @param what follows "URL: " in the message; without a URL it is the whole message */
  constructor(code: FetchErrorCode, url: URL | undefined, what: string, init: FetchErrorInit = {}) {
    super(url === undefined ? what : `${redacted(url)}: ${what}`, 'cause' in init ? { cause: init.cause } : undefined);
    // fetch, streams and timers reject with 'AbortError'; callers test for that name.
    this.name = code === 'ABORTED' ? 'AbortError' : 'FetchError';
    this.code = code;
    this.retryable = init.retryable ?? retryable[code];
    if (init.status !== undefined) this.status = init.status;
    if (init.retryAfterMs !== undefined) this.retryAfterMs = init.retryAfterMs;
  }
}

/** The FetchError for an error of the socket or of the HTTP parser after the connection was made. */
export function connectionError(error: unknown, url: URL): FetchError {
  if (error instanceof FetchError) return error;
  const code = codeOf(error);
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new FetchError('TOO_LARGE', url, 'the headers of the response are larger than 16 KiB.');
  }
  if (code.startsWith('HPE_')) {
    // The server would send the same invalid bytes again.
    const what = `the server did not answer in valid HTTP (${code}). Check that the port speaks http or https.`;
    return new FetchError('BROKEN', url, what, { retryable: false });
  }
  const what = `the connection broke before the response was complete${code === '' ? '' : ` (${code})`}. Try again later.`;
  return new FetchError('BROKEN', url, what);
}

/** The code of an error of Node, such as `ECONNRESET`; empty when it has none. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
