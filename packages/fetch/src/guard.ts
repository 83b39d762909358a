import { isIP } from 'node:net';
import { type Address, parseAddress, specialKind } from './address.js';
import { allowsAddress, allowsHost, type FetchAllow } from './allow.js';
import type { Context } from './context.js';
import type { Deadline } from './deadline.js';
import { codeOf, FetchError } from './errors.js';
import type { Target } from './target.js';

/** Most addresses of one name that are tried. */
const MAX_ADDRESSES = 8;

/**
 * Looks up the addresses of a target once and returns those that are allowed. The connection uses only these: a name that
 * resolves differently a moment later (DNS rebinding) changes nothing.
 * @throws FetchError FORBIDDEN_ADDRESS when none is allowed; UNRESOLVED, TIMEOUT
 */
export async function checkedAddresses(target: Target, context: Context, deadline: Deadline): Promise<string[]> {
  const texts = isIP(target.host) === 0 ? await lookUp(target, context, deadline) : [target.host];
  const allowed: string[] = [];
  let kind = 'an invalid';
  for (const text of texts) {
    const address = parseAddress(text);
    const forbiddenKind = address === undefined ? 'an invalid' : forbiddenKindOf(context.allow, target, address);
    if (forbiddenKind !== undefined) kind = forbiddenKind;
    else if (address !== undefined) allowed.push(address.toString());
  }
  if (allowed.length === 0) throw forbidden(target, kind);
  return allowed.slice(0, MAX_ADDRESSES);
}

/** The kind of an address that is not allowed ("a private"); undefined when it is allowed. */
function forbiddenKindOf(allow: FetchAllow, target: Target, address: Address): string | undefined {
  if (allowsHost(allow, target.host, target.port) || allowsAddress(allow, address, target.port)) return undefined;
  return specialKind(address);
}

async function lookUp(target: Target, { resolve, connectTimeoutMs }: Context, deadline: Deadline): Promise<string[]> {
  // With the dot at its end, if there is one: it keeps the system from trying the name below its search domains.
  const name = target.url.hostname;
  let found: readonly string[];
  try {
    const timeout = () =>
      new FetchError(
        'TIMEOUT',
        target.url,
        `the host name was not resolved within ${connectTimeoutMs} ms. Check the DNS.`,
      );
    found = await deadline.race(resolve(name), connectTimeoutMs, timeout);
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

/** The message names the kind of the address but not the address: the client need not learn addresses of this network. */
function forbidden(target: Target, kind: string): FetchError {
  const host = isIP(target.host) === 6 ? `[${target.host}]` : target.host;
  return new FetchError(
    'FORBIDDEN_ADDRESS',
    target.url,
    `the host has ${kind} address, and only public addresses are allowed. ` +
      `To allow this host, start the service with CLIPLOOP_FETCH_ALLOW=${host}:${target.port}`,
  );
}
