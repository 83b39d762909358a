import { redacted } from './url.js';

/** Every way in which a request of the service's own can fail, and whether the same call may succeed later. */
const retryable = {
  /** The host is at an address that is not public, and nothing opens it. */
  FORBIDDEN_ADDRESS: false,
  /** Not an http: or https: URL that can be asked. */
  BAD_URL: false,
  /** The name has no address. */
  UNRESOLVED: false,
  /** No connection, or no TLS session, could be made. */
  CONNECT: true,
  /** A time limit: connecting, waiting for bytes, the pace, or all of it. */
  TIMEOUT: true,
  /** The body or the head is larger than allowed. */
  TOO_LARGE: false,
  /** The server answered with a status that is not the file. */
  BAD_STATUS: false,
  TOO_MANY_REDIRECTS: false,
  /** The connection broke, or what came over it is not what the server announced. */
  BROKEN: true,
  /** The file was another one when the download was taken up again. */
  CHANGED: true,
  /** Valid HTTP that this client refuses: content codings, a redirect from https to http, reserved headers. */
  UNSUPPORTED: false,
  /** The caller's signal. */
  ABORTED: false,
} as const;

export type FetchErrorCode = keyof typeof retryable;

export interface FetchErrorInit {
  /** Overrides what the code says. */
  retryable?: boolean;
  /** The status of the answer, where there was one. */
  status?: number;
  /** What the server asked for with Retry-After, in milliseconds. */
  retryAfterMs?: number;
  cause?: unknown;
}

/**
 * A failed request. Messages show origin and path of the URL only: user names, passwords and query strings may be secrets.
 * For the same reason errors of Node are not kept as the cause, since some carry the whole URL or bytes of the answer.
 */
export class FetchError extends Error {
  readonly code: FetchErrorCode;
  readonly retryable: boolean;
  readonly status?: number;
  readonly retryAfterMs?: number;

  /** `what` reads on after "URL: "; without a URL it stands alone. */
  constructor(code: FetchErrorCode, url: URL | undefined, what: string, init: FetchErrorInit = {}) {
    super(url === undefined ? what : `${redacted(url)}: ${what}`, 'cause' in init ? { cause: init.cause } : undefined);
    // 'AbortError' is what fetch, streams and timers reject with: callers test for that name.
    this.name = code === 'ABORTED' ? 'AbortError' : 'FetchError';
    this.code = code;
    this.retryable = init.retryable ?? retryable[code];
    if (init.status !== undefined) this.status = init.status;
    if (init.retryAfterMs !== undefined) this.retryAfterMs = init.retryAfterMs;
  }
}

/** What an error of a socket or of the HTTP parser means once a connection stands. */
export function broken(error: unknown, url: URL): FetchError {
  if (error instanceof FetchError) return error;
  const code = codeOf(error);
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new FetchError('TOO_LARGE', url, 'the head of the answer is larger than 16 KiB, which is refused.');
  }
  if (code.startsWith('HPE_')) {
    // A parser that has lost its place would lose it again: no use in asking once more.
    const what = `the server did not answer in valid HTTP (${code}). Check that the port speaks http or https.`;
    return new FetchError('BROKEN', url, what, { retryable: false });
  }
  const what = `the connection broke before the answer was complete${code === '' ? '' : ` (${code})`}. Try again later.`;
  return new FetchError('BROKEN', url, what);
}

/** `ECONNRESET` and its kin; empty for anything else. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
