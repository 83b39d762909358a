import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { inSteps, oneStep } from '../../store/database/in-steps.js';

/** Delivered callbacks that are kept for each application. */
const KEPT = 1_000;

/**
 * Deletes old events, callbacks that failed permanently, were refused or were delivered a long time ago, and all but the newest
 * delivered ones of each application.
 * @param olderThanMs default: 4 days
 * @param stop ends it early
 * @returns number of deleted rows
 */
export function sweepEvents(
  db: Database,
  olderThanMs = 4 * 24 * 60 * 60 * 1_000,
  stop?: AbortSignal,
  kept = KEPT,
): Promise<number> {
  const before = sql`now() - ${olderThanMs} * interval '1 ms'`;
  const queued = sql`delete from event_queue where id in (select id from event_queue
    where create_time < ${before} order by create_time ${oneStep})`;
  const failed = sql`delete from event_callback where id in (select id from event_callback
    where create_time < ${before} and due_time is null and coalesce(stop_time, create_time) < ${before} order by create_time ${oneStep})`;
  const delivered = sql`delete from event_delivery where id in (select id from event_delivery
    where delivery_time < ${before} order by delivery_time ${oneStep})`;
  const surplus = sql`delete from event_delivery where id in (select event_delivery.id from application cross join lateral (
      select id from event_delivery where event_delivery.sub_app_id = application.sub_app_id
      order by id desc offset ${kept} limit 1
    ) as first join event_delivery on event_delivery.sub_app_id = application.sub_app_id and event_delivery.id <= first.id
    limit 1000)`;
  return inSteps(db, [queued, failed, delivered, surplus], stop);
}
