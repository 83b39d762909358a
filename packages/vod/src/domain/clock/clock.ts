import { sql, type Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Log } from '../../store/log.js';
import type { Tables } from '../../store/tables/index.js';
import { LEASE_S } from '../key/usable.js';

const MINUTE_MS = 60_000;

/** How often the time is stored. */
const STORE_MS = MINUTE_MS;
/** A stored time that is later than the clock by this much shows that the clock was set back. */
const BACK_MS = 5_000;
/** A stored time that is older than this shows that the clock was set forward, or that no worker ran. */
const FORWARD_MS = 2.5 * MINUTE_MS;
/** Longest pause of deletions. A larger jump corrects a clock that was wrong for long. */
const MAX_PAUSE_MS = 2 * 60 * MINUTE_MS;

interface Seen {
  readonly found: boolean;
  /** From the stored time to now, by the clock of the database; negative after it was set back. ms */
  readonly gap: number;
  /** Rest of the pause of deletions, ms. */
  readonly pause: number;
}

/**
 * Notices when the clock of the database is set, also while no process runs, and keeps its effects small: what is due later must not
 * wait longer after the clock was set back, and nothing may be deleted early after it was set forward.
 */
export class Clock {
  constructor(
    private readonly db: Database,
    private readonly log: Log,
  ) {}

  /** To be called every few seconds. Several processes may do so. */
  async check(): Promise<void> {
    if (isRecent(await this.seen(this.db))) return;
    await this.db.transaction().execute(async (trx) => {
      const added =
        await sql`insert into service_state (name, value) values ('clock', '{}') on conflict do nothing`.execute(trx);
      await sql`select from service_state where name = 'clock' for update`.execute(trx);
      const seen = await this.seen(trx);
      // Another process may have been faster.
      if (added.numAffectedRows === 0n && isRecent(seen)) return;
      if (seen.gap < -BACK_MS) await this.setBack(trx, -seen.gap);
      const pause = seen.gap > FORWARD_MS ? Math.max(seen.pause, Math.min(seen.gap, MAX_PAUSE_MS)) : seen.pause;
      if (pause > seen.pause) {
        const fields = { seconds: Math.round(pause / 1000) };
        this.log.info(fields, 'the clock was set forward, or no worker ran; deletions of old data pause');
      }
      await sql`update service_state set update_time = clock_timestamp(),
        value = jsonb_build_object('pauseUntil', clock_timestamp() + ${pause} * interval '1 ms') where name = 'clock'`.execute(
        trx,
      );
    });
  }

  /**
   * Whether rows and files that are old enough may be deleted. Not for a while after the clock was set forward: they may only look
   * old.
   */
  async mayDelete(): Promise<boolean> {
    await this.check();
    return (await this.seen(this.db)).pause <= 0;
  }

  private async seen(db: Database | Transaction<Tables>): Promise<Seen> {
    const { rows } = await sql<{ gap: number; pause: number | null }>`
      select (extract(epoch from clock_timestamp() - update_time) * 1000)::float8 as gap,
        (extract(epoch from (value->>'pauseUntil')::timestamptz - clock_timestamp()) * 1000)::float8 as pause
      from service_state where name = 'clock'`.execute(db);
    const [row] = rows;
    return { found: row !== undefined, gap: row?.gap ?? 0, pause: Math.max(0, row?.pause ?? 0) };
  }

  /** Moves times in the future, which were set by the former clock. @param by ms; the real jump may be up to a minute larger */
  private async setBack(trx: Transaction<Tables>, by: number): Promise<void> {
    this.log.warn({ seconds: Math.round(by / 1000) }, 'the clock was set back; moving the times of waiting work');
    const earlier = (column: string) => sql`greatest(now(), ${sql.ref(column)} - ${by + STORE_MS} * interval '1 ms')`;
    // The job queue needs nothing: it takes a job whose time is later than its longest delay.
    await sql`update event_callback set due_time = ${earlier('due_time')} where due_time > now()`.execute(trx);
    // Running processes renew their leases soon. Others would be valid again later.
    await sql`delete from key_holder where until > now() + make_interval(secs => ${2 * LEASE_S})`.execute(trx);
    await sql`update event_queue set taken_until = ${earlier('taken_until')} where taken_until > now()`.execute(trx);
  }
}

/** Whether the stored time fits the clock, and need not be stored again yet. */
function isRecent({ found, gap }: Seen): boolean {
  return found && gap >= -BACK_MS && gap < STORE_MS;
}
