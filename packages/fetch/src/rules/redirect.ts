import { readUrl } from './url.js';

/** Most redirects that one request follows. */
export const MAX_REDIRECTS = 5;

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Redirects to follow besides those that are always allowed: to https:, and from http: to http:. */
export interface RedirectPolicy {
  /** From https: to http:, where others on the network can read and replace the answer. */
  readonly httpsToHttp: boolean;
  /** To a URL with a user name or password, which the server chooses for the next request. */
  readonly credentials: boolean;
}

/** For requests that the service makes for its clients. Their URLs and headers may contain secrets. */
export const strictRedirects: RedirectPolicy = { httpsToHttp: false, credentials: false };

/**
 * For the input of `animate()`, a URL that the user chooses for one job; `curl --location` has the same rule. Earlier versions
 * read inputs behind such redirects, and a strict policy would break them. The request contains no secret except the user name
 * and password of the URL, which are not sent to another origin.
 */
export const lenientRedirects: RedirectPolicy = { httpsToHttp: true, credentials: true };

/** Why a redirect is not followed: not a URL, neither http: nor https:, or not allowed by the policy. */
export type RedirectRefusal = 'invalid' | 'protocol' | 'https-to-http' | 'credentials';

export interface Redirect {
  /** Target of the redirect; undefined when Location is not a URL. */
  readonly url: URL | undefined;
  /** Undefined when the redirect may be followed. */
  readonly refusal: RedirectRefusal | undefined;
}

/** The Location header of an answer that redirects; undefined for any other answer. */
export function locationOf(status: number, headers: { readonly location?: string | undefined }): string | undefined {
  return redirectStatuses.has(status) ? headers.location : undefined;
}

/** Resolves a Location header against the URL that sent it, and checks it against a policy. */
export function readRedirect(location: string, from: URL, policy: RedirectPolicy): Redirect {
  const url = readUrl(decoded(location), from);
  return { url, refusal: url === undefined ? 'invalid' : refusalOf(url, from, policy) };
}

function refusalOf(to: URL, from: URL, policy: RedirectPolicy): RedirectRefusal | undefined {
  if (to.protocol !== 'http:' && to.protocol !== 'https:') return 'protocol';
  if (from.protocol === 'https:' && to.protocol === 'http:' && !policy.httpsToHttp) return 'https-to-http';
  if ((to.username !== '' || to.password !== '') && !policy.credentials) return 'credentials';
  return undefined;
}

/** Node reads header bytes as Latin-1. Servers that do not percent-encode a Location mostly send UTF-8. */
function decoded(location: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(location, 'latin1'));
  } catch {
    return location;
  }
}
