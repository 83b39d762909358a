import { readFileSync } from 'node:fs';

/** Assumed where the system does not tell the limit. */
const UNKNOWN_LIMIT = 1_024;

/** Descriptors for everything but connections: databases, media processes, downloads, logs. */
const RESERVE = 512;

/** Each connection may have one file open: the one that it reads or uploads. */
const PER_CONNECTION = 2;

/** More connections than this need the setting, because each may use 128 KiB of memory. */
const MOST_CONNECTIONS = 4_096;

/** Returns the number of files and sockets that this process may open. Node raises it to the hard limit when it starts. */
export function descriptorLimit(limits: () => string = () => readFileSync('/proc/self/limits', 'utf8')): number {
  try {
    const [, text] = /^Max open files\s+(\d+|unlimited)/m.exec(limits()) ?? [];
    if (text === 'unlimited') return Number.MAX_SAFE_INTEGER;
    return Number(text) || UNKNOWN_LIMIT;
  } catch {
    return UNKNOWN_LIMIT;
  }
}

/**
 * Returns the largest number of connections with which the process keeps free descriptors for the rest of the service.
 * @param descriptors number of files and sockets that the process may open
 */
export function possibleConnections(descriptors: number): number {
  const reserve = Math.min(RESERVE, Math.ceil(descriptors / 2));
  return Math.max(1, Math.floor((descriptors - reserve) / PER_CONNECTION));
}

/** The limit without a setting. */
export function defaultConnections(descriptors: number): number {
  return Math.min(MOST_CONNECTIONS, possibleConnections(descriptors));
}
