import ipaddr from 'ipaddr.js';
import { type Address, contains, type Network, parseAddress } from './address.js';
import { readUrl } from './rules/url.js';

interface HostRule {
  /** Lower case, in ASCII form, without the `*.` of a wildcard. */
  readonly name: string;
  readonly wildcard: boolean;
  readonly port?: number;
}

interface NetworkRule {
  readonly network: Network;
  readonly port?: number;
}

/** Hosts and networks that `CLIPLOOP_FETCH_ALLOW` allows besides public addresses. */
export interface FetchAllow {
  readonly hosts: readonly HostRule[];
  readonly networks: readonly NetworkRule[];
}

const syntax = 'write a host name, *.name, an IP address or a CIDR range, without http:// and without a path';

export const allowNothing: FetchAllow = { hosts: [], networks: [] };

/**
 * Parses `CLIPLOOP_FETCH_ALLOW`: entries separated by commas, each a host name (`nas`, or `*.example.com` for all names below
 * it), an IP address or a CIDR range, optionally with `:port` (IPv6 in brackets then: `[fd00::]:8080`).
 *
 * An allowed host name may resolve to any address. A CIDR range allows its addresses for every name; an IPv4 range also
 * covers the same addresses written as `::ffff:a.b.c.d`.
 *
 * @throws Error that names the first invalid entry
 */
export function parseFetchAllow(text: string): FetchAllow {
  const hosts: HostRule[] = [];
  const networks: NetworkRule[] = [];
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    if (entry.includes('://')) throw invalid(entry, syntax);
    const { subject, port } = splitPort(entry);
    const rest = port === undefined ? {} : { port };
    const network = parseNetwork(subject, entry);
    if (network !== undefined) networks.push({ network, ...rest });
    else hosts.push({ ...parseHost(subject, entry), ...rest });
  }
  return { hosts, networks };
}

/** Whether a host name is allowed with any address. */
export function allowsHost(allow: FetchAllow, host: string, port: number): boolean {
  return allow.hosts.some(
    (rule) =>
      (rule.port === undefined || rule.port === port) &&
      (rule.wildcard ? host.endsWith(`.${rule.name}`) : host === rule.name),
  );
}

export function allowsAddress(allow: FetchAllow, address: Address, port: number): boolean {
  return allow.networks.some(
    (rule) => (rule.port === undefined || rule.port === port) && contains(rule.network, address),
  );
}

function splitPort(entry: string): { subject: string; port?: number } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(entry);
  const plain = /^([^:]*):([^:]*)$/.exec(entry);
  const subject = bracketed?.[1] ?? plain?.[1] ?? entry;
  const port = bracketed === null ? plain?.[2] : bracketed[2];
  if (port === undefined) return { subject };
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw invalid(entry, 'the port must be a number from 1 to 65535');
  }
  return { subject, port: Number(port) };
}

function parseNetwork(subject: string, entry: string): Network | undefined {
  const [base = '', prefix, more] = subject.split('/');
  const address = parseAddress(base);
  if (address && base.includes('%')) throw invalid(entry, 'write the address without its zone, the part from % on');
  if (prefix === undefined) return address && [address, address.kind() === 'ipv4' ? 32 : 128];
  // `parseAddress` turned a mapped address into IPv4, but its prefix length counts from 128 bits.
  const mapped = base.includes(':') && address?.kind() === 'ipv4' ? 96 : 0;
  const bits = (address?.kind() === 'ipv4' ? 32 : 128) + mapped;
  if (address === undefined || more !== undefined || !/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) {
    throw invalid(entry, 'a CIDR range is an address and a prefix length, such as 10.0.0.0/8 or fd00::/8');
  }
  if (Number(prefix) < mapped) throw invalid(entry, 'write the IPv4 network instead');
  const first = firstAddress(address, Number(prefix) - mapped);
  if (first !== address.toString()) {
    throw invalid(
      entry,
      `the network with that prefix length starts at ${first}; write ${first}/${Number(prefix) - mapped}`,
    );
  }
  return [address, Number(prefix) - mapped];
}

function firstAddress(address: Address, prefix: number): string {
  const cidr = `${address.toString()}/${prefix}`;
  const kind = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return kind.networkAddressFromCIDR(cidr).toString();
}

function parseHost(subject: string, entry: string): HostRule {
  if (subject === '*') throw invalid(entry, 'to allow all addresses, write 0.0.0.0/0,::/0');
  const wildcard = subject.startsWith('*.');
  const given = (wildcard ? subject.slice(2) : subject).replace(/\.$/, '');
  // The URL parser converts names to the form that requests use: lower case, international names in ASCII.
  const url = /^[^\s/?#@:\\[\]%*]+$/.test(given) ? readUrl(`http://${given}/`) : undefined;
  const name = url?.hostname ?? '';
  // It also reads 127.1 and 0x7f000001 as addresses, which must be written out here.
  if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(name) || parseAddress(name) !== undefined) {
    throw invalid(entry, syntax);
  }
  return { name, wildcard };
}

function invalid(entry: string, why: string): Error {
  return new Error(`CLIPLOOP_FETCH_ALLOW: invalid entry ${JSON.stringify(entry)}: ${why}`);
}
