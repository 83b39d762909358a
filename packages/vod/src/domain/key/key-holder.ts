import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { LEASE_S } from './usable.js';

const RENEW_MS = 2_000;

/**
 * Tells all processes that this one has a key pair in its environment. They accept the pair until the last process that has it
 * stops.
 */
export class KeyHolder {
  private readonly process = randomUUID();
  private timer: NodeJS.Timeout | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly secretId: string,
  ) {}

  /** @param alone whether no other process uses the database, so that rows of other processes are of killed ones */
  static async endOthers(db: Database, alone: boolean): Promise<void> {
    const holders = db.deleteFrom('key_holder');
    await (alone ? holders : holders.where('until', '<', sql<Date>`now()`)).execute();
  }

  async start(): Promise<void> {
    await this.renew();
    this.timer = setInterval(() => {
      // The loss of the database is logged elsewhere. The next interval tries again.
      this.last = this.renew().catch(() => {});
    }, RENEW_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.last;
    // Without the database, the pair ends when the time is over.
    await this.db
      .deleteFrom('key_holder')
      .where('process', '=', this.process)
      .execute()
      .catch(() => {});
  }

  private async renew(): Promise<void> {
    const until = sql<Date>`now() + make_interval(secs => ${LEASE_S})`;
    await this.db
      .insertInto('key_holder')
      .values({ process: this.process, secret_id: this.secretId, until })
      .onConflict((conflict) => conflict.column('process').doUpdateSet({ until }))
      .execute();
  }
}
