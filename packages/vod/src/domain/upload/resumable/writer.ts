import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../../../store/database/database.js';
import { apiError } from '../../../wire/error/api-error.js';
import { newToken } from '../session.js';
import { inSeconds } from './row.js';

/** How long others wait for a process that was killed. */
const LEASE_S = 6;
/** After this time without a renewal, the writer stops writing, before another one may begin. */
const SAFE_MS = 4_000;
const RENEW_MS = 1_000;
/** How long a request waits for the former writer to end. */
const WAIT_MS = 10_000;
const RETRY_MS = 100;

/**
 * The right of one request to write to an upload. No other request writes meanwhile, in any process. The former writer of an upload
 * ends soon when another one comes: its connection has often broken without notice.
 */
export class Writer {
  /** For the row of a new upload. */
  readonly token = newToken();
  private renewed = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  /** @param onWanted called once when another request wants to write */
  constructor(
    private readonly db: Database,
    readonly id: string,
    private readonly onWanted: () => void = () => {},
  ) {}

  /** Whether this request may write now. */
  get mayWrite(): boolean {
    return performance.now() - this.renewed < SAFE_MS;
  }

  /**
   * Takes the right from the former writer.
   * @returns false when the upload does not exist
   * @throws ApiError ResourceInUse
   */
  async take(signal: AbortSignal): Promise<boolean> {
    const end = performance.now() + WAIT_MS;
    for (;;) {
      const asked = performance.now();
      const { numUpdatedRows } = await this.db
        .updateTable('resumable_upload')
        .set({ writer: this.token, writer_until: inSeconds(LEASE_S), wanted: false })
        .where('session_key', '=', this.id)
        // A lease that ends later than any new one is from before the clock was set back.
        .where(
          sql<boolean>`(writer is null or writer_until < now() or writer_until > now() + make_interval(secs => ${2 * LEASE_S}))`,
        )
        .executeTakeFirst();
      if (numUpdatedRows > 0n) {
        this.keep(asked);
        return true;
      }
      if (!(await this.want())) return false;
      if (performance.now() > end || signal.aborted) {
        throw apiError('ResourceInUse', 'Another request is sending this upload. Try again later');
      }
      await delay(RETRY_MS);
    }
  }

  /** Begins to renew the right. @param since when it was taken, by `performance.now()` */
  keep(since: number): void {
    this.renewed = since;
    this.timer ??= setInterval(() => void this.renew().catch(() => {}), RENEW_MS);
    this.timer.unref();
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    this.renewed = Number.NEGATIVE_INFINITY;
    await this.mine().set({ writer: null, writer_until: null, wanted: false }).execute();
  }

  private async renew(): Promise<void> {
    const asked = performance.now();
    const row = await this.mine()
      .set({ writer_until: inSeconds(LEASE_S) })
      .returning('wanted')
      .executeTakeFirst();
    if (!row) this.renewed = Number.NEGATIVE_INFINITY;
    else if (this.renewed >= 0) this.renewed = asked;
    if (row?.wanted) this.onWanted();
  }

  private async want(): Promise<boolean> {
    const row = await this.db
      .updateTable('resumable_upload')
      .set({ wanted: true })
      .where('session_key', '=', this.id)
      .returning('session_key')
      .executeTakeFirst();
    return row !== undefined;
  }

  private mine() {
    const row = this.db.updateTable('resumable_upload').where('session_key', '=', this.id);
    return row.where('writer', '=', this.token);
  }
}

/** The end of the right of a new upload. */
export const firstLease = () => inSeconds(LEASE_S);
