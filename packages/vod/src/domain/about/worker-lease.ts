import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { WorkerLayer } from '../../store/tables/worker.js';

const RENEW_MS = 5_000;
const LEASE_S = 15;

/** Whether a row of `worker` is of a process that runs. A lease that ends later than any new one is from before the clock was set back. */
export const isRunning = sql<boolean>`until > now() and until <= now() + make_interval(secs => ${2 * LEASE_S})`;

export interface WorkerInfo {
  /** Animations made at the same time. */
  readonly slots: number;
  /** Version of the program. */
  readonly version: string;
  /** Layers of the sandbox of media processes. Null: not known. */
  readonly sandbox: readonly WorkerLayer[] | null;
}

/** Tells all processes that a worker runs in this one. */
export class WorkerLease {
  private readonly process = randomUUID();
  private timer: NodeJS.Timeout | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly worker: WorkerInfo,
  ) {}

  start(): void {
    // Nothing depends on it: the next renewal makes up for one that fails.
    const renew = (): void => {
      this.last = this.renew().catch(() => {});
    };
    renew();
    this.timer = setInterval(renew, RENEW_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.last;
    await this.db
      .deleteFrom('worker')
      .where((of) => of.or([of('process', '=', this.process), of('until', '<', sql<Date>`now()`)]))
      .execute()
      .catch(() => {});
  }

  private async renew(): Promise<void> {
    const until = sql<Date>`now() + make_interval(secs => ${LEASE_S})`;
    const { slots, version } = this.worker;
    const sandbox = this.worker.sandbox && JSON.stringify(this.worker.sandbox);
    await this.db
      .insertInto('worker')
      .values({ process: this.process, slots, version, sandbox, until })
      .onConflict((conflict) => conflict.column('process').doUpdateSet({ until }))
      .execute();
  }
}
