import { isIPv6 } from 'node:net';
import { type Address, originOf } from './address.js';
import { ConfigError, type Told } from './setting.js';

/** What is wrong with an address, and a text that may be meant instead. */
class Refusal extends Error {
  constructor(
    reason: string,
    readonly hint?: string,
  ) {
    super(reason);
  }
}

/** Of an address without a scheme and a port; the default of --port. */
const PORT = 8030;

/**
 * Reads `http://HOST:PORT` and `https://HOST:PORT`, separated by commas, with IPv6 addresses in brackets.
 * @throws ConfigError that names the setting and the address, and says what is wrong with it
 */
export function addresses({ name, value }: Told): readonly Address[] {
  const read: Address[] = [];
  for (const text of value.split(',').map((part) => part.trim())) {
    if (text === '') throw new ConfigError(`${name} must not have empty entries, got ${JSON.stringify(value)}`);
    const address = readOne(name, text);
    const origin = originOf(address);
    const same = read.map((other) => isSame(other, address) && originOf(other)).find(Boolean);
    if (same === origin) throw new ConfigError(`${name} has ${origin} twice`);
    if (same) throw new ConfigError(`${name} has ${same} and ${origin}; each address needs a port of its own`);
    read.push(address);
  }
  return read;
}

function readOne(name: string, text: string): Address {
  try {
    return addressOf(text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const near = error.hint === undefined ? undefined : accepted(error.hint);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    // Never with the password of a URL.
    const shown = JSON.stringify(text.replace(/\/\/.*@/, '//…@'));
    throw new ConfigError(`${name}: ${shown} ${error.message}${hint}`);
  }
}

/** A hint that is accepted: the text or, when it is refused too, what its own hint leads to. */
function accepted(text: string, steps = 4): string | undefined {
  try {
    for (const one of text.split(',')) addressOf(one);
    return text;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.hint === undefined || steps === 0 ? undefined : accepted(error.hint, steps - 1);
  }
}

function addressOf(text: string): Address {
  const parts = partsOf(text);
  if (parts.length > 1) {
    throw new Refusal('has several addresses; separate addresses with commas', parts.join());
  }
  const [, scheme, rest = ''] = /^(?:([^:/[\]]*):\/\/)?(.*)$/s.exec(text) ?? [];
  if (scheme === undefined) throw withoutScheme(text);
  const protocol = scheme.toLowerCase();
  if (protocol !== 'http' && protocol !== 'https') throw new Refusal('must begin with http:// or https://');
  const usual = protocol === 'http' ? 80 : 443;
  const [authority = ''] = rest.split(/[/?#]/);
  if (rest.includes('@')) throw new Refusal('must not have a user name or a password');
  if (authority !== rest) throw new Refusal('must end after the port', `${protocol}://${authority}`);
  checkBrackets(protocol, authority, usual);
  const [, host, port = ''] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(authority) ?? [];
  if (host === undefined) {
    throw new Refusal('must be http://HOST:PORT or https://HOST:PORT, with an IPv6 address in brackets');
  }
  if (port === '') {
    if (/^\d{1,5}$/.test(host)) throw new Refusal('has no host', `${protocol}://127.0.0.1:${host}`);
    throw new Refusal('has no port', `${protocol}://${host}:${usual}`);
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Refusal('must have a port from 0 to 65535');
  if (host === '') throw new Refusal('has no host (0.0.0.0 means all interfaces)', `${protocol}://127.0.0.1:${port}`);
  if (host === '*') throw new Refusal('must have a host name or an IP address', `${protocol}://0.0.0.0:${port}`);
  return { protocol, host: hostOf(host), port: Number(port) };
}

/** Addresses with spaces or semicolons between them: all with a scheme, or all with a port. */
function partsOf(text: string): string[] {
  const parts = text.split(/[\s;]+/).filter(Boolean);
  if (parts.length < 2) return [];
  const schemes = parts.filter((part) => part.includes('://')).length;
  const isList = schemes === 0 ? parts.every((part) => part.includes(':')) : schemes === parts.length;
  const read = isList ? parts.flatMap((part) => accepted(part) ?? []) : [];
  return read.length === parts.length ? read : [];
}

function withoutScheme(text: string): Refusal {
  const [, scheme, rest] = /^(https?):\/?(.*)$/is.exec(text) ?? [];
  if (scheme !== undefined)
    return new Refusal('must begin with http:// or https://', `${scheme.toLowerCase()}://${rest}`);
  const [, port] = /^:?(\d{1,5})$/.exec(text) ?? [];
  if (port !== undefined) return new Refusal('has no scheme and no host', `http://127.0.0.1:${port}`);
  if (isIPv6(text)) return new Refusal('has no scheme, no brackets and no port', `http://[${text}]:${PORT}`);
  if (/^(\[[^\]]*\]|[^:/?#]+)$/.test(text)) return new Refusal('has no scheme and no port', `http://${text}:${PORT}`);
  return new Refusal('has no scheme', `http://${text}`);
}

/** @param usual the port of a hint for an address without one */
function checkBrackets(protocol: string, authority: string, usual: number): void {
  const [, open, inner = '', close, after = ''] = /^(\[?)([^[\]]*)(\]?)(.*)$/s.exec(authority) ?? [];
  const isWhole = isIPv6(inner);
  const [, bare, last] = /^(.*:.*):(\d{1,5})$/.exec(inner) ?? [];
  const isSplit = bare !== undefined && isIPv6(bare);
  if (open && !close) {
    const hint = isSplit ? `[${bare}]:${last}` : `[${inner}]:${usual}`;
    throw new Refusal('has no closing bracket ]', isSplit || isWhole ? `${protocol}://${hint}` : undefined);
  }
  if (close && !open) throw new Refusal('has no opening bracket [', `${protocol}://[${inner}]${after}`);
  if (open) return;
  if (isSplit) throw new Refusal('has an IPv6 address without brackets', `${protocol}://[${bare}]:${last}`);
  if (isWhole) {
    throw new Refusal('has an IPv6 address without brackets, and no port', `${protocol}://[${inner}]:${usual}`);
  }
}

/** Normalizes a host, so that equal hosts compare equal. */
function hostOf(text: string): string {
  const inner = /^\[(.*)\]$/s.exec(text)?.[1];
  if (inner !== undefined) {
    if (!isIPv6(inner)) throw new Refusal('must have an IPv6 address in its brackets');
    // A URL cannot hold the zone of an address (fe80::1%eth0).
    return inner.includes('%') ? inner : new URL(`http://${text}`).hostname.slice(1, -1);
  }
  const url = `http://${text}/`;
  if (!/^[\w.-]+$/.test(text) || !URL.canParse(url)) {
    throw new Refusal('must have a host name or an IP address');
  }
  return new URL(url).hostname;
}

/** Port 0 is a different port each time. */
function isSame(one: Address, other: Address): boolean {
  return one.host === other.host && one.port === other.port && one.port !== 0;
}
