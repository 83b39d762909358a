import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { inSteps, oneStep } from '../../store/database/in-steps.js';

/**
 * Deletes old events, and callbacks that failed permanently or were refused a long time ago.
 * @param olderThanMs default: 4 days
 * @param stop ends it early
 * @returns number of deleted rows
 */
export function sweepEvents(db: Database, olderThanMs = 4 * 24 * 60 * 60 * 1_000, stop?: AbortSignal): Promise<number> {
  const before = sql`now() - ${olderThanMs} * interval '1 ms'`;
  const queued = sql`delete from event_queue where id in (select id from event_queue
    where create_time < ${before} order by create_time ${oneStep})`;
  const failed = sql`delete from event_callback where id in (select id from event_callback
    where create_time < ${before} and due_time is null and coalesce(stop_time, create_time) < ${before} order by create_time ${oneStep})`;
  return inSteps(db, [queued, failed], stop);
}
