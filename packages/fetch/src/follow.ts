import { connect } from './connect.js';
import type { Context } from './context.js';
import type { Deadline } from './deadline.js';
import { FetchError } from './errors.js';
import { type Answer, type Ask, exchange } from './exchange.js';
import { checkedAddresses } from './guard.js';
import { parseTarget, type Target } from './target.js';

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Headers that say nothing about the caller and may go to another origin; any other could be a secret. */
const harmless = new Set(['accept', 'accept-language', 'content-type', 'range', 'if-range', 'user-agent']);

/**
 * Asks, and follows up to `redirects` redirects, each with a look-up, a check and a connection of its own. With none
 * allowed (0), a redirect is an answer like any other; beyond the allowed number it is an error.
 */
export async function follow(
  start: Target,
  first: Ask,
  redirects: number,
  context: Context,
  deadline: Deadline,
): Promise<Answer> {
  let target = start;
  let ask = signedIn(first, start);
  for (let hop = 0; ; hop++) {
    deadline.check();
    const addresses = await checkedAddresses(target, context, deadline);
    const socket = await connect(target, addresses, context, deadline);
    const answer = await exchange(socket, target, ask, context, deadline);
    const location = redirectStatuses.has(answer.status) ? answer.headers.location : undefined;
    if (location === undefined || redirects === 0) return answer;
    answer.close();
    if (hop >= redirects) {
      const what = `there are more than ${redirects} redirects. Give the URL at which they end.`;
      throw new FetchError('TOO_MANY_REDIRECTS', start.url, what);
    }
    const next = redirected(target, location);
    ask = carriedOver(ask, answer.status, next.url.origin === target.url.origin);
    target = next;
  }
}

export function checkRedirects(redirects: number): void {
  if (!Number.isInteger(redirects) || redirects < 0 || redirects > 5) {
    throw new RangeError(`redirects must be a whole number from 0 to 5, not ${redirects}`);
  }
}

/** User name and password of a URL go to its own origin, unless the caller has said otherwise. */
function signedIn(ask: Ask, { authorization }: Target): Ask {
  if (authorization === undefined || ask.headers.authorization !== undefined) return ask;
  return { ...ask, headers: { ...ask.headers, authorization } };
}

function redirected(from: Target, location: string): Target {
  // Node gives header bytes as Latin-1, while servers that do not percent-encode send UTF-8.
  const next = parseTarget(Buffer.from(location, 'latin1').toString('utf8'), from.url);
  if (from.secure && !next.secure) {
    const what = 'the server redirects from https to http, which is refused. Give an https URL that stays with https.';
    throw new FetchError('UNSUPPORTED', from.url, what);
  }
  if (next.authorization !== undefined) {
    const what = 'the server redirects to a URL with a user name or password, which is refused.';
    throw new FetchError('BAD_URL', from.url, what);
  }
  return next;
}

function carriedOver(ask: Ask, status: number, sameOrigin: boolean): Ask {
  // As browsers do it: after 303, and after a POST that met 301 or 302, the next request is a GET without the body.
  const get = status === 303 ? ask.method !== 'HEAD' : status < 303 && ask.method === 'POST';
  const kept = Object.entries(ask.headers).filter(
    ([name]) => (sameOrigin || harmless.has(name)) && !(get && name.startsWith('content-')),
  );
  const headers = Object.fromEntries(kept);
  if (get) return { method: 'GET', headers };
  return ask.body === undefined ? { method: ask.method, headers } : { method: ask.method, headers, body: ask.body };
}
