import type { Config } from '../config/config.js';
import { defaultConnections, descriptorLimit, possibleConnections } from '../http/descriptors.js';

type Limits = Pick<Config, 'maxConnections' | 'maxConnectionsPerAddress'>;

/**
 * The limits of connections. A process that has no free descriptor cannot read files, start media processes or connect to its
 * database, so connections never get the last ones.
 * @param descriptors files and sockets that this process may open
 */
export function connectionLimits(
  { maxConnections, maxConnectionsPerAddress }: Limits,
  warn: (message: string) => void,
  descriptors: number = descriptorLimit(),
): { readonly total: number; readonly perAddress: number | undefined } {
  const possible = possibleConnections(descriptors);
  const total = Math.min(maxConnections ?? defaultConnections(descriptors), possible);
  if (maxConnections !== undefined && maxConnections > possible) {
    warn(
      `CLIPLOOP_MAX_CONNECTIONS is ${maxConnections}, but this process may open only ${descriptors} files, which is enough for ` +
        `${possible} connections; raise the limit of open files (ulimit -n)`,
    );
  }
  return { total, perAddress: maxConnectionsPerAddress };
}
