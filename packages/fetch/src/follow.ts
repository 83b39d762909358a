import { connect } from './connect.js';
import type { Context } from './context.js';
import type { Deadline } from './deadline.js';
import { FetchError } from './errors.js';
import { exchange, type HttpRequest, type HttpResponse } from './exchange.js';
import { checkedAddresses } from './guard.js';
import { locationOf, MAX_REDIRECTS, readRedirect, strictRedirects } from './rules/redirect.js';
import { MAX_URL_LENGTH, type Target, targetOf } from './target.js';

/** Headers that hold no secrets and may go to another origin. All others are removed. */
const publicHeaders: ReadonlySet<string> = new Set([
  ...['accept', 'accept-language', 'content-type', 'range', 'if-range', 'user-agent'],
]);

/**
 * Sends a request and follows up to `redirects` redirects, each with its own name lookup, address check and connection. With
 * 0, a redirect is returned like any other response; more than the allowed number is an error.
 */
export async function follow(
  start: Target,
  first: HttpRequest,
  redirects: number,
  context: Context,
  deadline: Deadline,
): Promise<HttpResponse> {
  let target = start;
  let request = withCredentials(first, start);
  for (let hop = 0; ; hop++) {
    deadline.check();
    const addresses = await checkedAddresses(target, context, deadline);
    const socket = await connect(target, addresses, context, deadline);
    const response = await exchange(socket, target, request, context, deadline);
    const location = locationOf(response.status, response.headers);
    if (location === undefined || redirects === 0) return response;
    response.close();
    if (hop >= redirects) {
      const what = `there are more than ${redirects} redirects. Give the URL to which they lead.`;
      throw new FetchError('TOO_MANY_REDIRECTS', start.url, what);
    }
    const next = redirectTarget(target, location);
    request = nextRequest(request, response.status, next.url.origin === target.url.origin);
    target = next;
  }
}

/** @throws RangeError */
export function checkRedirects(redirects: number): void {
  if (!Number.isInteger(redirects) || redirects < 0 || redirects > MAX_REDIRECTS) {
    throw new RangeError(`redirects must be an integer from 0 to ${MAX_REDIRECTS}, got ${redirects}`);
  }
}

/** Sends user name and password of the URL to its origin, unless the caller set an Authorization header. */
function withCredentials(request: HttpRequest, { authorization }: Target): HttpRequest {
  if (authorization === undefined || request.headers.authorization !== undefined) return request;
  return { ...request, headers: { ...request.headers, authorization } };
}

function redirectTarget({ url: from }: Target, location: string): Target {
  if (location.length > MAX_URL_LENGTH) {
    throw new FetchError('BAD_URL', from, `the server redirects to a URL of more than ${MAX_URL_LENGTH} characters.`);
  }
  const { url, refusal } = readRedirect(location, from, strictRedirects);
  if (url === undefined) throw new FetchError('BAD_URL', from, 'the server redirects to an invalid URL.');
  switch (refusal) {
    case 'protocol': {
      const what = `the server redirects to a URL that starts with ${url.protocol}, but only http: and https: are allowed.`;
      throw new FetchError('BAD_URL', from, what);
    }
    case 'https-to-http': {
      const what =
        'the server redirects from https to http, which is not allowed. Give an https URL that stays on https.';
      throw new FetchError('UNSUPPORTED', from, what);
    }
    case 'credentials': {
      const what = 'the server redirects to a URL with a user name or password, which is not allowed.';
      throw new FetchError('BAD_URL', from, what);
    }
    default:
      return targetOf(url);
  }
}

/** As in browsers, the request after 303, and after a POST with 301 or 302, is a GET without a body. */
function nextRequest(request: HttpRequest, status: number, sameOrigin: boolean): HttpRequest {
  const get = status === 303 ? request.method !== 'HEAD' : status < 303 && request.method === 'POST';
  const kept = Object.entries(request.headers).filter(
    ([name]) => (sameOrigin || publicHeaders.has(name)) && !(get && name.startsWith('content-')),
  );
  const headers = Object.fromEntries(kept);
  if (get) return { method: 'GET', headers };
  const { method, body } = request;
  return body === undefined ? { method, headers } : { method, headers, body };
}
