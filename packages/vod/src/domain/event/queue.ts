import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { inOrder } from './index-scans.js';

/** Events in one answer, and handles in one confirmation. */
export const BATCH = 16;

export interface PulledEvent {
  /** Confirms this delivery, and no other one of the same event. */
  readonly handle: string;
  /** EventContent without EventHandle. */
  readonly content: object;
}

/** The events that wait to be pulled, and those that were and wait to be confirmed. */
export class EventQueue {
  /** @param visibilityMs for how long a pulled event is kept for whoever pulled it */
  constructor(
    private readonly db: Database,
    private readonly visibilityMs: number,
  ) {}

  /**
   * Up to 16 events, the oldest first. Those whose time is over go before those that were never pulled: they are older.
   * Whoever takes at the same time gets others.
   */
  async take(subAppId: number): Promise<PulledEvent[]> {
    const statement = sql<{ id: number; token: string; content: object }>`
      with late as materialized (
        select id, 0 as turn from event_queue where sub_app_id = ${subAppId} and taken_until <= now()
        order by taken_until limit ${BATCH} for update skip locked
      ), ready as materialized (
        select id, 1 as turn from event_queue where sub_app_id = ${subAppId} and taken_until is null
        order by id + 0 limit ${BATCH} for update skip locked
      ), picked as materialized (
        select * from late union all select * from ready order by turn, id limit ${BATCH}
      )
      update event_queue set token = gen_random_uuid(), taken_until = now() + ${this.visibilityMs} * interval '1 ms'
      from picked where event_queue.id = picked.id
      returning event_queue.id, token, content`;
    const rows = await inOrder(this.db, statement);
    rows.sort((one, other) => one.id - other.id);
    return rows.map(({ id, token, content }) => ({ handle: `${id}-${token}`, content }));
  }

  /**
   * Forgets the events of these handles.
   * @returns the handles that were good: of this application, of the last delivery, and in time
   */
  async confirm(subAppId: number, handles: readonly string[]): Promise<Set<string>> {
    const parts = handles.flatMap(partsOf);
    if (parts.length === 0) return new Set();
    const ids = parts.map(({ id }) => id);
    const tokens = parts.map(({ token }) => token);
    // Locked in their order first: two that confirm the same events wait for each other once, not both ways.
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

  /** Events that a pull could get now. */
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
