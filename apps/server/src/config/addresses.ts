import { isIPv6 } from 'node:net';
import { nearest } from '@cliploop/core/schema';
import { type Address, defaultAdminPort, defaultPort, originOf } from './address.js';
import { ConfigError, type RawSetting } from './setting.js';

/** Describes an invalid address, and suggests the address that was probably meant. */
class AddressError extends Error {
  constructor(
    reason: string,
    readonly hint?: string,
  ) {
    super(reason);
  }
}

/**
 * Parses `http://HOST:PORT` and `https://HOST:PORT`, separated by commas, with IPv6 addresses in brackets.
 * @throws ConfigError that names the setting and the address, and says what is wrong with it
 */
export function addresses({ name, value }: RawSetting): readonly Address[] {
  const parsed: Address[] = [];
  for (const text of value.split(',').map((part) => part.trim())) {
    if (text === '') throw new ConfigError(`${name} must not have empty entries, got ${JSON.stringify(value)}`);
    const address = parseOne(name, text);
    const origin = originOf(address);
    const same = parsed.map((other) => isSame(other, address) && originOf(other)).find(Boolean);
    if (same === origin) throw new ConfigError(`${name} has ${origin} twice`);
    if (same) throw new ConfigError(`${name} has ${same} and ${origin}; each address needs a port of its own`);
    parsed.push(address);
  }
  return parsed;
}

/**
 * Parses the address for operators: HOST:PORT, with http:// or without, or `none` or `public`.
 * @throws ConfigError as `addresses` does
 */
export function adminAddress({ name, value }: RawSetting): Address | 'none' | 'public' {
  if (value === 'none' || value === 'public') return value;
  const isOne = !/[,;\s]/.test(value) && !/^(?!http:)[a-z][a-z0-9+.-]*:\/\//i.test(value);
  const meant = isOne ? nearest(value.toLowerCase(), ['none', 'public']) : undefined;
  if (!isOne || meant !== undefined) {
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    throw new ConfigError(`${name} must be one address HOST:PORT, none or public, got ${shown(value)}${hint}`);
  }
  return parseOne(name, value, { scheme: 'http://', port: defaultAdminPort });
}

/** Parses a host name or an IP address, without a port and without brackets. @throws ConfigError */
export function host({ name, value }: RawSetting): string {
  const bare = /^\[(.*)\]$/s.exec(value)?.[1] ?? value;
  const isHost = isIPv6(bare) || /^[\p{L}\p{N}_.-]+$/u.test(bare);
  if (isHost && bare === value) return value;
  const hint = isHost ? `; did you mean ${bare}?` : '; --port has the port, and --listen takes whole addresses';
  throw new ConfigError(`${name} must be a host name or an IP address, got ${shown(value)}${hint}`);
}

interface Shortened {
  /** What the address may leave out. */
  readonly scheme: string;
  /** For hints about an address without a port. */
  readonly port: number;
}

function parseOne(name: string, text: string, short?: Shortened): Address {
  const isShort = short !== undefined && !text.toLowerCase().startsWith(short.scheme);
  try {
    return addressOf(isShort ? `${short.scheme}${text}` : text, short?.port);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    const meant = error.hint === undefined ? undefined : acceptedHint(error.hint);
    const hint = meant === undefined ? '' : `; did you mean ${isShort ? meant.replace(short.scheme, '') : meant}?`;
    throw new ConfigError(`${name}: ${shown(text)} ${error.message}${hint}`);
  }
}

/** The text may be a URL with a password. */
function shown(text: string): string {
  return JSON.stringify(text.replace(/\/\/.*@/, '//…@').replace(/^[^/]*@/, '…@'));
}

/** Returns the text if it is accepted; otherwise follows the hint of its error. */
function acceptedHint(text: string, steps = 4): string | undefined {
  try {
    for (const one of text.split(',')) addressOf(one);
    return text;
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    return error.hint === undefined || steps === 0 ? undefined : acceptedHint(error.hint, steps - 1);
  }
}

/** @param portOfHint for an address without a port. Default: that of the scheme */
function addressOf(text: string, portOfHint?: number): Address {
  const parts = splitAddresses(text);
  if (parts.length > 1) {
    throw new AddressError('has several addresses; separate addresses with commas', parts.join());
  }
  const [, scheme, rest = ''] = /^(?:([^:/[\]]*):\/\/)?(.*)$/s.exec(text) ?? [];
  if (scheme === undefined) throw missingScheme(text);
  const protocol = scheme.toLowerCase();
  if (protocol !== 'http' && protocol !== 'https') throw new AddressError('must begin with http:// or https://');
  const standardPort = portOfHint ?? (protocol === 'http' ? 80 : 443);
  const [authority = ''] = rest.split(/[/?#]/);
  if (rest.includes('@')) throw new AddressError('must not have a user name or a password');
  if (authority !== rest) throw new AddressError('must end after the port', `${protocol}://${authority}`);
  checkBrackets(protocol, authority, standardPort);
  const [, host, port = ''] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(authority) ?? [];
  if (host === undefined) {
    throw new AddressError('must be http://HOST:PORT or https://HOST:PORT, with an IPv6 address in brackets');
  }
  if (port === '') {
    if (/^\d{1,5}$/.test(host)) throw new AddressError('has no host', `${protocol}://127.0.0.1:${host}`);
    throw new AddressError('has no port', `${protocol}://${host}:${standardPort}`);
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new AddressError('must have a port from 0 to 65535');
  if (host === '')
    throw new AddressError('has no host (0.0.0.0 means all interfaces)', `${protocol}://127.0.0.1:${port}`);
  if (host === '*') throw new AddressError('must have a host name or an IP address', `${protocol}://0.0.0.0:${port}`);
  return { protocol, host: hostOf(host), port: Number(port) };
}

/** Splits addresses that are separated by spaces or semicolons: all with a scheme, or all with a port. */
function splitAddresses(text: string): string[] {
  const parts = text.split(/[\s;]+/).filter(Boolean);
  if (parts.length < 2) return [];
  const schemes = parts.filter((part) => part.includes('://')).length;
  const isList = schemes === 0 ? parts.every((part) => part.includes(':')) : schemes === parts.length;
  const parsed = isList ? parts.flatMap((part) => acceptedHint(part) ?? []) : [];
  return parsed.length === parts.length ? parsed : [];
}

function missingScheme(text: string): AddressError {
  const [, scheme, rest] = /^(https?):\/?(.*)$/is.exec(text) ?? [];
  if (scheme !== undefined)
    return new AddressError('must begin with http:// or https://', `${scheme.toLowerCase()}://${rest}`);
  const [, port] = /^:?(\d{1,5})$/.exec(text) ?? [];
  if (port !== undefined) return new AddressError('has no scheme and no host', `http://127.0.0.1:${port}`);
  if (isIPv6(text))
    return new AddressError('has no scheme, no brackets and no port', `http://[${text}]:${defaultPort}`);
  if (/^(\[[^\]]*\]|[^:/?#]+)$/.test(text))
    return new AddressError('has no scheme and no port', `http://${text}:${defaultPort}`);
  return new AddressError('has no scheme', `http://${text}`);
}

/** @param standardPort for the hint about an address without a port */
function checkBrackets(protocol: string, authority: string, standardPort: number): void {
  const [, open, inner = '', close, after = ''] = /^(\[?)([^[\]]*)(\]?)(.*)$/s.exec(authority) ?? [];
  const isWhole = isIPv6(inner);
  const [, bare, last] = /^(.*:.*):(\d{1,5})$/.exec(inner) ?? [];
  const isSplit = bare !== undefined && isIPv6(bare);
  if (open && !close) {
    const hint = isSplit ? `[${bare}]:${last}` : `[${inner}]:${standardPort}`;
    throw new AddressError('has no closing bracket ]', isSplit || isWhole ? `${protocol}://${hint}` : undefined);
  }
  if (close && !open) throw new AddressError('has no opening bracket [', `${protocol}://[${inner}]${after}`);
  if (open) return;
  if (isSplit) throw new AddressError('has an IPv6 address without brackets', `${protocol}://[${bare}]:${last}`);
  if (isWhole) {
    throw new AddressError(
      'has an IPv6 address without brackets, and no port',
      `${protocol}://[${inner}]:${standardPort}`,
    );
  }
}

/** Normalizes a host, so that equal hosts compare equal. */
function hostOf(text: string): string {
  const inner = /^\[(.*)\]$/s.exec(text)?.[1];
  if (inner !== undefined) {
    if (!isIPv6(inner)) throw new AddressError('must have an IPv6 address in its brackets');
    // A URL cannot hold the zone of an address (fe80::1%eth0).
    return inner.includes('%') ? inner : new URL(`http://${text}`).hostname.slice(1, -1);
  }
  const url = `http://${text}/`;
  if (!/^[\w.-]+$/.test(text) || !URL.canParse(url)) {
    throw new AddressError('must have a host name or an IP address');
  }
  return new URL(url).hostname;
}

/** Port 0 is a different port each time. */
function isSame(one: Address, other: Address): boolean {
  return one.host === other.host && one.port === other.port && one.port !== 0;
}
