import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { notifyAll } from '../../store/signal/signals.js';
import { pushTopic } from './topic.js';

/** Callbacks that change at once. The others change when they are due, so that the request does not take long. */
const STEPS = 10;
const STEP_ROWS = 1_000;

/** Reason of callbacks that stopped because their application has no URL any more. */
export const URL_REMOVED = 'NotificationUrl was removed before the callback was delivered';

/**
 * Sends the callbacks of an application that wait, and those whose address was refused, to a new URL, at once. An empty URL stops
 * them. Callbacks that are being sent change their URL for the next attempt.
 */
export async function redirectCallbacks(db: Database, subAppId: number, url: string): Promise<void> {
  const statement = url === '' ? stopWaiting(subAppId) : moveTo(subAppId, url);
  for (let step = 0, rows = STEP_ROWS; step < STEPS && rows === STEP_ROWS; step++) {
    rows = Number((await statement.execute(db)).numAffectedRows);
  }
  await notifyAll(db, pushTopic);
}

function moveTo(subAppId: number, url: string): RawBuilder<unknown> {
  return sql`
    update event_callback set url = ${url}, host = ${new URL(url).host}, failures = 0, refused_by = null, stop_time = null,
      due_time = case when lease is null then now() else due_time end
    where id in (
      select id from event_callback
      where sub_app_id = ${subAppId} and url <> ${url} and (due_time is not null or refused_by is not null)
      order by id limit ${STEP_ROWS} for update skip locked
    )`;
}

function stopWaiting(subAppId: number): RawBuilder<unknown> {
  return sql`
    update event_callback set due_time = null, stop_time = now(), reason = ${URL_REMOVED}
    where id in (
      select id from event_callback where sub_app_id = ${subAppId} and due_time is not null and lease is null
      order by id limit ${STEP_ROWS} for update skip locked
    )`;
}
