import { isIP } from 'node:net';
import { type Address, parseAddress, specialKind } from './address.js';
import { allowsAddress, allowsHost, type FetchAllow } from './allow.js';
import type { Context } from './context.js';
import type { Deadline } from './deadline.js';
import { codeOf, FetchError } from './errors.js';
import type { Target } from './target.js';

/** More addresses of one name are not tried. */
const mostAddresses = 8;

/**
 * The addresses that a target may be reached at, looked up once. The connection goes to one of these and to nothing
 * else: a name that resolves differently a moment later changes nothing.
 */
export async function checkedAddresses(target: Target, context: Context, deadline: Deadline): Promise<string[]> {
  const texts = isIP(target.host) === 0 ? await lookUp(target, context, deadline) : [target.host];
  const open: string[] = [];
  let kind = 'an unreadable';
  for (const text of texts) {
    const address = parseAddress(text);
    const why = address === undefined ? 'an unreadable' : refusal(context.allow, target, address);
    if (why !== undefined) kind = why;
    else if (address !== undefined) open.push(address.toString());
  }
  if (open.length === 0) throw forbidden(target, kind);
  return open.slice(0, mostAddresses);
}

function refusal(allow: FetchAllow, target: Target, address: Address): string | undefined {
  if (allowsHost(allow, target.host, target.port) || allowsAddress(allow, address, target.port)) return undefined;
  return specialKind(address);
}

async function lookUp(target: Target, { resolve, connectTimeoutMs }: Context, deadline: Deadline): Promise<string[]> {
  // The name as it was written: a dot at its end keeps the system from trying it below the search domains.
  const name = target.url.hostname;
  let found: readonly string[];
  try {
    const late = () =>
      new FetchError('TIMEOUT', target.url, `the name was not resolved within ${connectTimeoutMs} ms. Check the DNS.`);
    found = await deadline.race(resolve(name), connectTimeoutMs, late);
  } catch (error) {
    if (error instanceof FetchError) throw error;
    const code = codeOf(error);
    throw unresolved(target, code, code !== 'ENOTFOUND' && code !== 'ENODATA');
  }
  if (found.length === 0) throw unresolved(target, 'no address', false);
  return [...found];
}

function unresolved(target: Target, detail: string, retryable: boolean): FetchError {
  const what = `the host name cannot be resolved${detail === '' ? '' : ` (${detail})`}. Check its spelling and the DNS.`;
  return new FetchError('UNRESOLVED', target.url, what, { retryable });
}

/** Says what kind of address it is, not which: whoever gave the URL need not learn the numbers of this network. */
function forbidden(target: Target, kind: string): FetchError {
  const host = isIP(target.host) === 6 ? `[${target.host}]` : target.host;
  return new FetchError(
    'FORBIDDEN_ADDRESS',
    target.url,
    `the host is at ${kind} address, and only public addresses are asked. ` +
      `If this host is meant to be asked, start the service with CLIPLOOP_FETCH_ALLOW=${host}:${target.port}`,
  );
}
