import { isIPv6 } from 'node:net';
import { type Address, originOf } from './address.js';
import { ConfigError, type Told } from './setting.js';

type Refuse = (reason: string) => never;

/**
 * Reads `http://HOST:PORT` and `https://HOST:PORT`, separated by commas, with IPv6 addresses in brackets.
 * @throws ConfigError that names the setting and the address, and says what is wrong with it
 */
export function addresses({ name, value }: Told): readonly Address[] {
  const read: Address[] = [];
  for (const text of value.split(',').map((part) => part.trim())) {
    if (text === '') throw new ConfigError(`${name} must not have empty entries, got ${JSON.stringify(value)}`);
    const address = addressOf(text, (reason) => {
      throw new ConfigError(`${name}: ${JSON.stringify(text)} ${reason}`);
    });
    const origin = originOf(address);
    const same = read.map((other) => isSame(other, address) && originOf(other)).find(Boolean);
    if (same === origin) throw new ConfigError(`${name} has ${origin} twice`);
    if (same) throw new ConfigError(`${name} has ${same} and ${origin}; each address needs a port of its own`);
    read.push(address);
  }
  return read;
}

function addressOf(text: string, refuse: Refuse): Address {
  const [, scheme, rest = ''] = /^(?:([^:/[\]]*):\/\/)?(.*)$/s.exec(text) ?? [];
  if (scheme === undefined) return refuse(`has no scheme; did you mean http://${text}?`);
  const protocol = scheme.toLowerCase();
  if (protocol !== 'http' && protocol !== 'https') return refuse('must begin with http:// or https://');
  const [authority = ''] = rest.split(/[/?#]/);
  if (authority !== rest) return refuse(`must end after the port; did you mean ${protocol}://${authority}?`);
  if (authority.includes('@')) return refuse('must not have a user name');
  const [, bare, last] = /^([^[\]]*:[^[\]]*):(\d+)$/.exec(authority) ?? [];
  if (bare !== undefined && isIPv6(bare)) {
    return refuse(`has an IPv6 address without brackets; did you mean ${protocol}://[${bare}]:${last}?`);
  }
  if (isIPv6(authority)) {
    return refuse(`has an IPv6 address without brackets, and no port; did you mean ${protocol}://[${authority}]:80?`);
  }
  const [, host, port = ''] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(authority) ?? [];
  if (host === undefined)
    return refuse('must be http://HOST:PORT or https://HOST:PORT, with an IPv6 address in brackets');
  if (port === '') {
    return refuse(`has no port; did you mean ${protocol}://${host}:${protocol === 'http' ? 80 : 443}?`);
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return refuse('must have a port from 0 to 65535');
  if (host === '') return refuse(`has no host; did you mean ${protocol}://0.0.0.0:${port}?`);
  return { protocol, host: hostOf(host, refuse), port: Number(port) };
}

/** Normalizes a host, so that equal hosts compare equal. */
function hostOf(text: string, refuse: Refuse): string {
  const inner = /^\[(.*)\]$/s.exec(text)?.[1];
  if (inner !== undefined) {
    if (!isIPv6(inner)) return refuse(`must have an IPv6 address in its brackets`);
    // A URL cannot hold the zone of an address (fe80::1%eth0).
    return inner.includes('%') ? inner : new URL(`http://${text}`).hostname.slice(1, -1);
  }
  const url = `http://${text}/`;
  if (!/^[\w.-]+$/.test(text) || !URL.canParse(url)) return refuse('must have a host name or an IP address');
  return new URL(url).hostname;
}

/** Port 0 is a different port each time. */
function isSame(one: Address, other: Address): boolean {
  return one.host === other.host && one.port === other.port && one.port !== 0;
}
