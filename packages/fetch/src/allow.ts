import ipaddr from 'ipaddr.js';
import { type Address, contains, type Network, parseAddress } from './address.js';
import { readUrl } from './url.js';

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

/** What `CLIPLOOP_FETCH_ALLOW` opens beyond the public addresses. */
export interface FetchAllow {
  readonly hosts: readonly HostRule[];
  readonly networks: readonly NetworkRule[];
}

const forms = 'write a host name, *.name, an address or a CIDR, without http:// and without a path';

export const allowNothing: FetchAllow = { hosts: [], networks: [] };

/**
 * Reads `CLIPLOOP_FETCH_ALLOW`: entries between commas, each a host name (`nas`, `*.example.com` for every name below
 * it), an address or a CIDR, with `:port` to open that port only (IPv6 in brackets then: `[fd00::]:8080`).
 *
 * A host name may resolve to any address; a CIDR opens its addresses to every name. An IPv4 CIDR also covers the
 * same addresses written as `::ffff:a.b.c.d`.
 *
 * @throws Error that names the first entry it cannot read.
 */
export function parseFetchAllow(text: string): FetchAllow {
  const hosts: HostRule[] = [];
  const networks: NetworkRule[] = [];
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    if (entry.includes('://')) throw bad(entry, forms);
    const { subject, port } = splitPort(entry);
    const rest = port === undefined ? {} : { port };
    const network = parseNetwork(subject, entry);
    if (network !== undefined) networks.push({ network, ...rest });
    else hosts.push({ ...parseHost(subject, entry), ...rest });
  }
  return { hosts, networks };
}

/** Whether a host of that name may be at any address at all. */
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
    throw bad(entry, 'the port must be a number from 1 to 65535');
  }
  return { subject, port: Number(port) };
}

function parseNetwork(subject: string, entry: string): Network | undefined {
  const [base = '', prefix, more] = subject.split('/');
  const address = parseAddress(base);
  if (prefix === undefined) return address && [address, address.kind() === 'ipv4' ? 32 : 128];
  // `process` turned a mapped base into IPv4; its prefix counts from the 128 bits that were written.
  const mapped = base.includes(':') && address?.kind() === 'ipv4' ? 96 : 0;
  const bits = (address?.kind() === 'ipv4' ? 32 : 128) + mapped;
  if (address === undefined || more !== undefined || !/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) {
    throw bad(entry, 'a CIDR is an address and a prefix length, such as 10.0.0.0/8 or fd00::/8');
  }
  if (Number(prefix) < mapped) throw bad(entry, 'write the IPv4 network instead');
  const first = firstOf(address, Number(prefix) - mapped);
  if (first !== address.toString()) {
    throw bad(entry, `the network with that prefix starts at ${first}; write ${first}/${Number(prefix) - mapped}`);
  }
  return [address, Number(prefix) - mapped];
}

function firstOf(address: Address, prefix: number): string {
  const cidr = `${address.toString()}/${prefix}`;
  const kind = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return kind.networkAddressFromCIDR(cidr).toString();
}

function parseHost(subject: string, entry: string): HostRule {
  if (subject === '*') throw bad(entry, 'to open everything, write 0.0.0.0/0,::/0');
  const wildcard = subject.startsWith('*.');
  const written = (wildcard ? subject.slice(2) : subject).replace(/\.$/, '');
  // The URL parser brings names to the form in which requests carry them: lower case, international names in ASCII.
  const url = /^[^\s/?#@:\\[\]%*]+$/.test(written) ? readUrl(`http://${written}/`) : undefined;
  const name = url?.hostname ?? '';
  // It also reads 127.1 or 0x7f000001 as addresses; whoever means one should write it out.
  if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(name) || parseAddress(name) !== undefined) {
    throw bad(entry, forms);
  }
  return { name, wildcard };
}

function bad(entry: string, why: string): Error {
  return new Error(`CLIPLOOP_FETCH_ALLOW: cannot read "${entry}": ${why}`);
}
