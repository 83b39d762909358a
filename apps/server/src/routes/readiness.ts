import { Cached } from '../http/cached.js';
import type { Deadline } from '../http/deadline.js';

/** How long the result of a check is used, ms. */
const MAX_AGE_MS = 1_000;

export interface Ready {
  readonly ready: boolean;
  /** `ok`, or why the service is not ready. */
  readonly status: string;
}

/** Returns why the service is not ready; undefined when it is. */
export type ReadyCheck = () => Promise<string | undefined>;

/** Whether the service can answer requests. The checks run at most once at a time and once a second, however many clients ask. */
export class Readiness {
  private stopping = false;
  private readonly database: Cached<boolean>;
  private readonly others: Cached<string | undefined>;

  /**
   * @param ping fails when the database does not answer
   * @param checks further conditions
   */
  constructor(ping: () => Promise<unknown>, checks: readonly ReadyCheck[] = []) {
    const answers = (): Promise<boolean> =>
      ping().then(
        () => true,
        () => false,
      );
    this.database = new Cached(answers, MAX_AGE_MS);
    this.others = new Cached(async () => {
      for (const check of checks) {
        const status = await check();
        if (status !== undefined) return status;
      }
      return undefined;
    }, MAX_AGE_MS);
  }

  /** From now on, the service is not ready, because it is going to stop. */
  stop(): void {
    this.stopping = true;
  }

  async check(): Promise<Ready> {
    if (this.stopping) return { ready: false, status: 'stopping' };
    // First, because a full disk can be the reason why the database does not answer.
    const status = await this.others.get();
    if (status !== undefined) return { ready: false, status };
    return (await this.databaseAnswers()) ? { ready: true, status: 'ok' } : { ready: false, status: 'no database' };
  }

  async databaseAnswers(): Promise<boolean> {
    // A database that hangs is found out once; then nobody waits for the next check.
    if (this.database.newest === false && this.database.isLoading) return false;
    return this.database.get();
  }
}

/** Time limit of a request, ms. */
const LIMIT_MS = 15_000;
/** After this time, a request is ended if the database does not answer, ms. */
const CHECK_MS = 3_000;

/** The time limits of a request: it ends early when the database does not answer. @param limit ms */
export function deadlineOf(readiness: Readiness, limit = LIMIT_MS): Deadline {
  return { limit, check: CHECK_MS, isHopeless: async () => !(await readiness.databaseAnswers()) };
}
