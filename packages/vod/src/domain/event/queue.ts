import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { withIndexScans } from './index-scans.js';

/** Largest number of events in one answer, and of handles in one confirmation. */
export const BATCH = 16;

/** Size of the events in one answer, bytes. A larger event is alone in its answer. */
const BATCH_BYTES = 2 ** 20;

export interface PulledEvent {
  /** Confirms this delivery of the event, and no other one. */
  readonly handle: string;
  /** EventContent without EventHandle. */
  readonly content: object;
}

/** Events that wait to be pulled, and pulled events that wait for confirmation. */
export class EventQueue {
  /** @param visibilityMs time to confirm a pulled event before it can be pulled again */
  constructor(
    private readonly db: Database,
    private readonly visibilityMs: number,
  ) {}

  /**
   * Takes up to 16 events of up to 1 MiB together, the oldest first. Events that were not confirmed in time come before new ones, because they are older.
   * Pulls at the same time get different events.
   */
  async take(subAppId: number): Promise<PulledEvent[]> {
    const statement = sql<{ id: number; token: string; content: object }>`
      with late as materialized (
        select id, 0 as turn from event_queue where sub_app_id = ${subAppId} and taken_until <= now()
        order by taken_until limit ${BATCH} for update skip locked
      ), ready as materialized (
        select id, 1 as turn from event_queue where sub_app_id = ${subAppId} and taken_until is null
        order by id + 0 limit ${BATCH} for update skip locked
      ), first as materialized (
        select * from late union all select * from ready order by turn, id limit ${BATCH}
      ), picked as materialized (
        select id from (
          select first.id, first.turn,
            sum(octet_length(content::text)) over (order by first.turn, first.id) as bytes,
            row_number() over (order by first.turn, first.id) as place
          from first join event_queue using (id)
        ) measured where place = 1 or bytes <= ${BATCH_BYTES}
      )
      update event_queue set token = gen_random_uuid(), taken_until = now() + ${this.visibilityMs} * interval '1 ms'
      from picked where event_queue.id = picked.id
      returning event_queue.id, token, content`;
    const rows = await withIndexScans(this.db, statement);
    rows.sort((one, other) => one.id - other.id);
    return rows.map(({ id, token, content }) => ({ handle: `${id}-${token}`, content }));
  }

  /**
   * Deletes the events of these handles.
   * @returns the valid handles: of this application, of the last delivery, and in time
   */
  async confirm(subAppId: number, handles: readonly string[]): Promise<Set<string>> {
    const parts = handles.flatMap(partsOf);
    if (parts.length === 0) return new Set();
    const ids = parts.map(({ id }) => id);
    const tokens = parts.map(({ token }) => token);
    // The rows are locked in order first, so that two confirmations of the same events cannot deadlock.
    const { rows } = await sql<{ id: number; token: string }>`
      with given as materialized (
        select * from unnest(${ids}::bigint[], ${tokens}::uuid[]) as given (id, token)
      ), good as materialized (
        select event_queue.id from event_queue join given using (id, token)
        where sub_app_id = ${subAppId} and taken_until > now() order by event_queue.id for update of event_queue
      )
      delete from event_queue using good where event_queue.id = good.id
      returning event_queue.id, token`.execute(this.db);
    return new Set(rows.map(({ id, token }) => `${id}-${token}`));
  }

  /** Counts the events that a pull would get now. */
  async count(subAppId: number): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*) from event_queue
      where sub_app_id = ${subAppId} and (taken_until is null or taken_until <= now())`.execute(this.db);
    return rows[0]?.count ?? 0;
  }
}

const HANDLE = /^([1-9]\d{0,15})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

function partsOf(handle: string): { id: string; token: string }[] {
  const [, id, token] = HANDLE.exec(handle) ?? [];
  return id && token ? [{ id, token }] : [];
}
