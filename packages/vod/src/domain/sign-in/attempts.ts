import { ApiError, apiError } from '../../wire/error/api-error.js';

/** Failed attempts of one address, and the time in which they count, ms. */
const MAX_FAILURES = 20;
const WINDOW_MS = 5 * 60_000;
/** Addresses that are remembered. */
const MAX_ADDRESSES = 10_000;

interface Failures {
  count: number;
  /** When the first of them stops to count, ms of `performance.now()`. */
  readonly until: number;
}

/** Limits the failed attempts of each address to sign in, in this process. */
export class SignInAttempts {
  /** Those that failed last are at the end. */
  private readonly failures = new Map<string, Failures>();

  constructor(private readonly now = () => performance.now()) {}

  /**
   * Runs an attempt. It counts from its beginning, so that simultaneous ones count, too; one that succeeds does not.
   * @throws ApiError RequestLimitExceeded, and what the attempt throws
   */
  async try<T>(address: string, attempt: () => Promise<T>): Promise<T> {
    const known = this.failures.get(address);
    const failures = known && known.until > this.now() ? known : { count: 0, until: this.now() + WINDOW_MS };
    if (failures.count >= MAX_FAILURES) {
      const seconds = Math.ceil((failures.until - this.now()) / 1000);
      throw apiError('RequestLimitExceeded', `Too many failed attempts to sign in; try again in ${seconds} s`);
    }
    failures.count++;
    this.failures.delete(address);
    this.failures.set(address, failures);
    const [oldest = ''] = this.failures.keys();
    if (this.failures.size > MAX_ADDRESSES) this.failures.delete(oldest);
    try {
      const result = await attempt();
      failures.count--;
      return result;
    } catch (error) {
      // A fault of the service is no failure of the client.
      if (!(error instanceof ApiError)) failures.count--;
      throw error;
    }
  }
}
