import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type Network = readonly [Address, number];

// The special-purpose registries of IANA, multicast, and the reserved class E.
const specialIpv4 = table({
  'an unspecified': ['0.0.0.0/8'],
  'a private': ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
  'a shared (carrier)': ['100.64.0.0/10'],
  'a loopback': ['127.0.0.0/8'],
  'a link-local': ['169.254.0.0/16'],
  'a documentation': ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'],
  'a benchmarking': ['198.18.0.0/15'],
  'a multicast': ['224.0.0.0/4'],
  // Protocol assignments, AS112, AMT, 6to4 relays, and class E with broadcast: no file servers there.
  'a reserved': [
    '192.0.0.0/24',
    '192.31.196.0/24',
    '192.52.193.0/24',
    '192.88.99.0/24',
    '192.175.48.0/24',
    '240.0.0.0/4',
  ],
});

// Only 2000::/3 is global unicast. Everything outside is refused anyway; this table gives it a name.
const specialIpv6 = table({
  'an unspecified': ['::/128'],
  'a loopback': ['::1/128'],
  'a unique local': ['fc00::/7'],
  'a link-local': ['fe80::/10', 'fec0::/10'],
  'a multicast': ['ff00::/8'],
  'a documentation': ['2001:db8::/32', '3fff::/20'],
  // These contain an IPv4 address, to which a gateway could forward the connection without any check.
  'a translated': ['::/96', '::ffff:0:0/96', '::ffff:0:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '2002::/16'],
  'a reserved': ['2001::/23', '2620:4f:8000::/48'],
});
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Parses an address as a resolver returns it. An IPv4-mapped address (`::ffff:127.0.0.1`) becomes the IPv4 address to which
 * the system connects. Returns undefined for octal, hexadecimal and short spellings: the system may read them differently.
 */
export function parseAddress(text: string): Address | undefined {
  if (isIP(text) !== 6) return isIP(text) === 4 ? ipaddr.IPv4.parse(text) : undefined;
  const [bare = '', zone] = text.split('%');
  // The URL parser writes an embedded IPv4 in hex. ipaddr.js would read ::1.2.3.4 as ::ffff:1.2.3.4; the system does not.
  const plain = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const address = ipaddr.IPv6.parse(plain);
  // Separately, because ipaddr.js parses only zones of letters and digits, and names of interfaces may have more (eth0.100).
  if (zone !== undefined) address.zoneId = zone;
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** Kind of an address that is not public, with its article ("a private", "a loopback"); undefined for a public one. */
export function specialKind(address: Address): string | undefined {
  const special = address.kind() === 'ipv4' ? specialIpv4 : specialIpv6;
  const found = special.find(([, network]) => contains(network, address));
  if (found !== undefined) return found[0];
  return address.kind() === 'ipv6' && !contains(globalUnicast, address) ? 'a reserved' : undefined;
}

export function contains([base, prefix]: Network, address: Address): boolean {
  return base.kind() === address.kind() && address.match(base, prefix);
}

function table(kinds: Record<string, readonly string[]>): readonly (readonly [string, Network])[] {
  return Object.entries(kinds).flatMap(([kind, networks]) =>
    networks.map((network) => [kind, ipaddr.parseCIDR(network)] as const),
  );
}
