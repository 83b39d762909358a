import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';

/** The time of the last use of each key pair, written when it is flushed and not for each request. */
export class LastUse {
  private readonly times = new Map<string, Date>();

  constructor(private readonly db: Database) {}

  /** Records that a pair has signed a request. */
  used(secretId: string, now: Date): void {
    this.times.set(secretId, now);
  }

  /** Writes what was recorded. Times that cannot be written are kept for the next flush. */
  async flush(): Promise<void> {
    const entries = [...this.times];
    if (entries.length === 0) return;
    const ids = entries.map(([id]) => id);
    const times = entries.map(([, time]) => time.toISOString());
    await sql`update key_pair set last_use_time = greatest(last_use_time, used.time)
      from unnest(${ids}::text[], ${times}::timestamptz[]) as used (id, time)
      where secret_id = used.id and (last_use_time is null or last_use_time < used.time - interval '10 s')`.execute(
      this.db,
    );
    for (const [id, time] of entries) if (this.times.get(id) === time) this.times.delete(id);
  }
}
