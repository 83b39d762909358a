/** An address that the service listens on. */
export interface Address {
  readonly protocol: 'http' | 'https';
  /** Name or IP address; an IPv6 address without brackets. */
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
}

/** `http://HOST:PORT`, or with https. */
export function originOf({ protocol, host, port }: Address): string {
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The origin for clients on this machine: a wildcard address becomes the loopback address. */
export function reachable(address: Address): string {
  const { host } = address;
  return originOf({ ...address, host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host });
}

/** The default base URL of file links: of the first https address, or else of the first address. */
export function mainOrigin(addresses: readonly Address[]): string {
  const main = addresses.find(({ protocol }) => protocol === 'https') ?? addresses[0];
  return main === undefined ? '' : reachable(main);
}
