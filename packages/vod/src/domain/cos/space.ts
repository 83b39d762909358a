import { sql, type Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';

/** Smallest size that a part or an object counts as, bytes. Clients send parts of 1 MiB or more, except for the last one. */
export const MIN_COUNTED_BYTES = 2 ** 20;

/** Limits the space of uploads that are not committed. */
export interface Space {
  /**
   * Reserves space for a body of a session.
   * @param size bytes
   * @throws CosError EntityTooLarge
   */
  reserve(sessionKey: string, size: number): Promise<Reservation>;
}

/** Space for a body that is arriving. */
export interface Reservation {
  /** Ends the reservation in the transaction that stores the body. */
  settle(trx: Transaction<Tables>): Promise<void>;
  /** Ends the reservation if it was not settled. */
  release(): Promise<void>;
}

/** No limit. */
export const unlimitedSpace: Space = {
  reserve: async () => ({ settle: async () => {}, release: async () => {} }),
};

/** Counts the bytes of a session again. Call it at the end of each transaction that changes its parts, its objects or what has arrived of them. */
export async function recount(trx: Transaction<Tables>, sessionKey: string): Promise<void> {
  const row = trx.selectFrom('upload').select('session_key').where('session_key', '=', sessionKey);
  // The lock comes first, so that the sum below has the parts of other transactions that counted before.
  if (!(await row.forUpdate().executeTakeFirst())) return;
  await sql`
    update upload set size = coalesce((
      select sum(greatest(cos_part.size, ${MIN_COUNTED_BYTES})) from cos_part
      join cos_upload using (upload_id) where cos_upload.session_key = ${sessionKey}
    ), 0) + coalesce((
      select sum(greatest(size, ${MIN_COUNTED_BYTES})) from cos_object where session_key = ${sessionKey}
    ), 0) + coalesce((
      select greatest(received, ${MIN_COUNTED_BYTES}) from resumable_upload
      where session_key = ${sessionKey} and received > 0 and received < resumable_upload.size
    ), 0)
    where session_key = ${sessionKey}`.execute(trx);
}
