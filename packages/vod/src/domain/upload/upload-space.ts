import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { type CosError, cosError } from '../cos/errors.js';
import { MIN_COUNTED_BYTES, type Reservation, type Space } from '../cos/space.js';
import { halfOf, lockCounts, type UploadLimits } from './limits.js';

/** Time after which the reservation of a process that was killed ends. */
const RESERVATION_S = 120;
const EXTEND_MS = 30_000;

interface Usage {
  readonly sub_app_id: number;
  readonly has_key: boolean;
  readonly has_signature: boolean;
  /** bytes, without the new body */
  readonly of_signature: number;
  readonly of_key: number;
  readonly of_app: number;
}

/** The space of uploads that are not committed, with limits for each signature, key pair and application. */
export class UploadSpace implements Space {
  /** @param largest size limit of one object, bytes; one upload of this size is always possible */
  constructor(
    private readonly db: Database,
    private readonly limits: UploadLimits,
    private readonly largest: number,
  ) {}

  async reserve(sessionKey: string, size: number): Promise<Reservation> {
    const wanted = Math.max(size, MIN_COUNTED_BYTES);
    const id = await this.db.transaction().execute(async (trx) => {
      // A reservation need not survive a crash.
      await sql`set local synchronous_commit = off`.execute(trx);
      await lockCounts(trx);
      const { rows } = await usageOf(sessionKey).execute(trx);
      const problem = rows[0] && this.problemOf(rows[0], wanted);
      if (problem) throw problem;
      const reservation = await trx
        .insertInto('cos_reservation')
        .values({ session_key: sessionKey, size: wanted, expire_time: end() })
        .returning('id')
        .executeTakeFirstOrThrow();
      return reservation.id;
    });
    const extend = (): void => void this.extend(id);
    const timer = setInterval(extend, EXTEND_MS);
    timer.unref();
    let settled = false;
    return {
      settle: async (trx) => {
        await trx.deleteFrom('cos_reservation').where('id', '=', id).execute();
        settled = true;
      },
      release: async () => {
        clearInterval(timer);
        // If this fails, the reservation ends soon.
        if (!settled)
          await this.db
            .deleteFrom('cos_reservation')
            .where('id', '=', id)
            .execute()
            .catch(() => {});
      },
    };
  }

  private async extend(id: number): Promise<void> {
    const row = this.db.updateTable('cos_reservation').set({ expire_time: end() }).where('id', '=', id);
    await row.execute().catch(() => {});
  }

  private problemOf(usage: Usage, wanted: number): CosError | undefined {
    const { signatureBytes, appBytes } = this.limits;
    const scopes = [
      { what: 'The signature', counts: usage.has_signature, used: usage.of_signature, limit: signatureBytes },
      { what: 'The key pair', counts: usage.has_key, used: usage.of_key, limit: halfOf(appBytes) },
      { what: `Application ${usage.sub_app_id}`, counts: true, used: usage.of_app, limit: appBytes },
    ];
    for (const { what, counts, used, limit } of scopes) {
      const most = Math.max(limit, this.largest);
      if (!counts || used + wanted <= most) continue;
      const message = `${what} of this upload has ${used} bytes in uploads that are not committed, and ${wanted} more exceed the limit of ${most} bytes; commit or abort other uploads, or wait until they are deleted`;
      return cosError('EntityTooLarge', message);
    }
    return undefined;
  }
}

function usageOf(sessionKey: string) {
  return sql<Usage>`
    with mine as (
      select sub_app_id, key_id, signature from upload where session_key = ${sessionKey}
    ), held as (
      select upload.sub_app_id, upload.key_id, upload.signature, upload.size from upload, mine
      where commit_time is null and size > 0 and (upload.sub_app_id = mine.sub_app_id or upload.key_id = mine.key_id)
      union all
      select upload.sub_app_id, upload.key_id, upload.signature, cos_reservation.size
      from cos_reservation join upload using (session_key), mine
      where cos_reservation.expire_time > now()
        and (upload.sub_app_id = mine.sub_app_id or upload.key_id = mine.key_id)
    )
    select mine.sub_app_id, mine.key_id is not null as has_key, mine.signature is not null as has_signature,
      coalesce(sum(size) filter (where held.signature = mine.signature), 0)::bigint as of_signature,
      coalesce(sum(size) filter (where held.key_id = mine.key_id), 0)::bigint as of_key,
      coalesce(sum(size) filter (where held.sub_app_id = mine.sub_app_id), 0)::bigint as of_app
    from mine left join held on true
    group by mine.sub_app_id, mine.key_id, mine.signature`;
}

/** By the clock of the database, which all processes compare it with. */
function end() {
  return sql<Date>`now() + make_interval(secs => ${RESERVATION_S})`;
}
