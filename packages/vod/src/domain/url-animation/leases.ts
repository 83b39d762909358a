import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';

/** How long others wait for a process that was killed, seconds. */
const LEASE_S = 5;
const RENEW_MS = 1_500;

export interface Lease {
  release(): Promise<void>;
}

/** Tells the processes that share a database which of them makes an object, so that the others wait for it. */
export class Leases {
  constructor(private readonly db: Database) {}

  /** @returns undefined while another process, or another caller in this one, has the lease of this name */
  async take(name: string): Promise<Lease | undefined> {
    const holder = randomUUID();
    const until = sql<Date>`now() + make_interval(secs => ${LEASE_S})`;
    // A lease that ends later than any new one is from before the clock was set back.
    const { rows } = await sql`
      insert into derived_lease as held (name, holder, until) values (${name}, ${holder}, ${until})
      on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where held.until < now() or held.until > now() + make_interval(secs => ${2 * LEASE_S})
      returning name`.execute(this.db);
    if (rows.length === 0) return undefined;
    const own = this.db
      .updateTable('derived_lease')
      .set({ until })
      .where('name', '=', name)
      .where('holder', '=', holder);
    // When it cannot be renewed, another process may make the same object, which does no harm.
    const timer = setInterval(() => void own.execute().catch(() => {}), RENEW_MS);
    timer.unref();
    const release = async (): Promise<void> => {
      clearInterval(timer);
      const held = this.db.deleteFrom('derived_lease').where('name', '=', name).where('holder', '=', holder);
      // It ends by itself.
      await held.execute().catch(() => {});
    };
    return { release };
  }
}

/** Deletes the leases of processes that were killed. */
export async function sweepLeases(db: Database): Promise<void> {
  await db.deleteFrom('derived_lease').where('until', '<', sql<Date>`now()`).execute();
}
