/** An address that the service listens on. */
export interface Address {
  readonly protocol: 'http' | 'https';
  /** Name or IP address; an IPv6 address without brackets. */
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
}

/** Port of an address without one. */
export const defaultPort = 8030;

/** Port of the address for operators of a service with the default port. */
export const defaultAdminPort = defaultPort + 1000;

/** Returns `http://HOST:PORT` or `https://HOST:PORT`. */
export function originOf({ protocol, host, port }: Address): string {
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Returns the origin for clients on this machine: a wildcard address becomes the loopback address. */
export function localOrigin(address: Address): string {
  const { host } = address;
  return originOf({ ...address, host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host });
}

/** Returns the default base URL of file links: that of the first https address, or else of the first address. */
export function mainOrigin(addresses: readonly Address[]): string {
  const main = addresses.find(({ protocol }) => protocol === 'https') ?? addresses[0];
  return main === undefined ? '' : localOrigin(main);
}
