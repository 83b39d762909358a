import { apiError } from '../error/api-error.js';
import type { SignedRequest } from './request.js';

/** A request as received, which may have a cookie instead of a signature. */
export interface ReceivedRequest extends SignedRequest {
  /** The origin under which the client reached the service: `https://HOST:PORT`. Without it, cookies are ignored. */
  readonly origin?: string;
}

/** The header that a request with a cookie must have. Pages of other origins cannot send it, and forms and pictures never do. */
const CSRF_HEADER = 'x-cliploop-csrf';

/** Name of the cookie. With https, browsers accept the prefix only for the whole host, and only with https. */
export function cookieName(origin: string): string {
  return `${isSecure(origin) ? '__Host-' : ''}cliploop_session`;
}

export function isSecure(origin: string): boolean {
  return origin.startsWith('https:');
}

/** Returns the token in the cookie of a request that is not signed. Undefined when there is no cookie. */
export function cookieOf({ headers, origin }: Pick<ReceivedRequest, 'headers' | 'origin'>): string | undefined {
  if (origin === undefined || headers.authorization !== undefined) return undefined;
  const values = valuesOf(headers.cookie, cookieName(origin));
  // A page at another path or port of the host may have set one of several. Then none of them is a token.
  return values.length > 1 ? values.join(' ') : values[0];
}

/**
 * Checks that a page of the service sends the request, and no page of another origin.
 * @throws ApiError AuthFailure.InvalidAuthorization
 */
export function checkSameOrigin({ headers, origin }: Pick<ReceivedRequest, 'headers' | 'origin'>): void {
  const refuse = (message: string) => apiError('AuthFailure.InvalidAuthorization', message);
  if (headers[CSRF_HEADER] !== '1') {
    throw refuse('A request that signs in, or has a session cookie, must have the header X-Cliploop-Csrf: 1');
  }
  // Browsers send it with https and to this machine, and no page can change it.
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site === 'same-origin') return;
    throw refuse('The request comes from a page of another origin (Sec-Fetch-Site)');
  }
  const from = headers.origin;
  if (from === undefined || isSame(from, origin ?? '')) return;
  throw refuse(
    'The request comes from a page of another origin (Origin); if a proxy changes the host, set --trust-proxy',
  );
}

/** A proxy may receive https, and send http. */
function isSame(from: string, own: string): boolean {
  const hostOf = (one: string): string => one.replace(/^https?:\/\//i, '').toLowerCase();
  if (isSecure(own) && !isSecure(from.toLowerCase())) return false;
  return /^https?:\/\//i.test(from) && hostOf(from) === hostOf(own);
}

function valuesOf(cookies: string | undefined, name: string): string[] {
  return (cookies ?? '').split(';').flatMap((cookie) => {
    const equals = cookie.indexOf('=');
    return equals > 0 && cookie.slice(0, equals).trim() === name ? [cookie.slice(equals + 1).trim()] : [];
  });
}
