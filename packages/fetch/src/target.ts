import { isIP } from 'node:net';
import { FetchError } from './errors.js';
import { readUrl } from './url.js';

/** Longer URLs are refused, in characters. */
const longestUrl = 8192;

/** One URL to ask: read once, and used for the check, the connection and the request alike. */
export interface Target {
  /** Without user name, password and fragment. */
  readonly url: URL;
  /** Without the brackets of IPv6 and the dot that may end a name. */
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** What the user name and password of the URL come to as a header. */
  readonly authorization?: string;
}

/**
 * Reads a URL. The parser brings odd spellings of addresses (decimal, octal, hex, short) to the plain one, so that what
 * is checked is what is connected to, and refuses IPv6 zones.
 */
export function parseTarget(text: string, base?: URL): Target {
  // The text itself stays out of the message: what does not parse cannot be stripped of its secrets.
  const where = base === undefined ? 'The URL' : 'the URL that the server redirects to';
  const url = text.length > longestUrl ? undefined : readUrl(text, base);
  if (url === undefined) {
    const why = text.length > longestUrl ? `is longer than ${longestUrl} characters` : 'cannot be read';
    throw new FetchError('BAD_URL', base, `${where} ${why}. Give a complete http:// or https:// URL.`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new FetchError('BAD_URL', base, `${where} starts with ${url.protocol}. Only http: and https: are asked.`);
  }
  const authorization = basic(url);
  url.username = '';
  url.password = '';
  url.hash = '';
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return { url, host, port, secure, ...(authorization === undefined ? {} : { authorization }) };
}

/** The name that TLS asks for; addresses have none. */
export function serverName(target: Target): string {
  return isIP(target.host) === 0 ? target.host : '';
}

function basic(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  try {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  } catch {
    throw new FetchError('BAD_URL', url, 'the user name or password in the URL is not validly percent-encoded.');
  }
}
