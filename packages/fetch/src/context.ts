import type { FetchAllow } from './allow.js';

/** Looks up all addresses of a host name. Called once for each connection. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Settings of a fetcher, the same for all its requests. */
export interface Context {
  readonly allow: FetchAllow;
  readonly resolve: Resolve;
  readonly userAgent: string;
  /** Certificate authorities in PEM, trusted instead of those of Node. */
  readonly ca?: string;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly retryDelayMs: number;
}
