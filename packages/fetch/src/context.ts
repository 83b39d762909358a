import type { FetchAllow } from './allow.js';

/** All addresses of a name, as text. Called once per connection. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** What every request of one fetcher shares. */
export interface Context {
  readonly allow: FetchAllow;
  readonly resolve: Resolve;
  readonly userAgent: string;
  /** PEM; instead of the authorities that Node trusts. */
  readonly ca?: string;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly retryDelayMs: number;
}
