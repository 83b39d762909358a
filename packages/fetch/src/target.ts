import { isIP } from 'node:net';
import { FetchError } from './errors.js';
import { readUrl } from './rules/url.js';

/** Longest accepted URL, in characters. */
export const MAX_URL_LENGTH = 8192;

/** A URL, parsed once: the address check, the connection and the request all use the same host and port. */
export interface Target {
  /** Without user name, password and fragment. */
  readonly url: URL;
  /** Without the brackets of IPv6 and without the dot at the end of an absolute name. */
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** Authorization header made of the user name and password of the URL. */
  readonly authorization?: string;
}

/** Parses a URL of the caller. @throws FetchError BAD_URL */
export function parseTarget(text: string): Target {
  const url = text.length > MAX_URL_LENGTH ? undefined : readUrl(text);
  if (url === undefined) {
    // The message leaves out the text: secrets cannot be removed from a URL that cannot be parsed.
    const what = text.length > MAX_URL_LENGTH ? `The URL is longer than ${MAX_URL_LENGTH} characters.` : 'Invalid URL.';
    throw new FetchError('BAD_URL', undefined, `${what} Give a complete http:// or https:// URL.`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const what = `The URL starts with ${url.protocol}, but only http: and https: are allowed.`;
    throw new FetchError('BAD_URL', undefined, what);
  }
  return targetOf(url);
}

/**
 * The target of an http: or https: URL. The URL parser has already turned unusual spellings of addresses (decimal, octal, hex,
 * short) into the plain one, so that the checked address is the one connected to, and refused IPv6 zones.
 * @throws FetchError BAD_URL
 */
export function targetOf(url: URL): Target {
  const authorization = basicAuthorization(url);
  url.username = '';
  url.password = '';
  url.hash = '';
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return { url, host, port, secure, ...(authorization === undefined ? {} : { authorization }) };
}

/** Server name for TLS (SNI); empty for an IP address, which has none. */
export function serverName(target: Target): string {
  return isIP(target.host) === 0 ? target.host : '';
}

function basicAuthorization(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  try {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  } catch {
    throw new FetchError('BAD_URL', url, 'the user name or password in the URL is not validly percent-encoded.');
  }
}
