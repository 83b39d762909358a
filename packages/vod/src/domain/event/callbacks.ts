import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { inOrder } from './index-scans.js';

/** A callback that this process is at. */
export interface Callback {
  readonly id: number;
  /** As long as it is this one, nobody else has taken the callback over. */
  readonly lease: string;
  readonly subAppId: number;
  readonly url: string;
  readonly host: string;
  /** EventContent without EventHandle. */
  readonly content: { readonly EventType?: string };
  /** Attempts that failed so far. */
  readonly failures: number;
}

export interface ClaimLimits {
  /** Callbacks at most. */
  readonly free: number;
  readonly perHost: number;
  /** Under way already, by host. */
  readonly running: ReadonlyMap<string, number>;
  /** Afterwards others take what was claimed: whoever claimed it is dead. */
  readonly leaseMs: number;
}

/** The callbacks that wait to be posted, and those that failed for good. */
export class Callbacks {
  constructor(private readonly db: Database) {}

  /**
   * Takes what is due, the oldest of each host first. Hosts take turns, those with the least under way first: one that
   * does not answer has no more than its share, however much has piled up for it.
   */
  async claim({ free, perHost, running, leaseMs }: ClaimLimits): Promise<Callback[]> {
    if (free <= 0) return [];
    // The hosts by hopping over the index from one to the next: it may hold a large backlog of a few.
    const statement = sql<Callback>`
      with recursive host (host) as (
        (select host from event_callback where due_time is not null order by host limit 1)
        union all
        select (
          select next.host from event_callback next
          where next.due_time is not null and next.host > host.host order by next.host limit 1
        ) from host where host.host is not null
      ), busy as materialized (
        select * from unnest(${[...running.keys()]}::text[], ${[...running.values()]}::integer[]) as busy (host, running)
      ), due as materialized (
        select due.id, due.due_time,
          row_number() over (partition by host.host order by due.due_time) + coalesce(busy.running, 0) as turn
        from host left join busy on busy.host = host.host cross join lateral (
          select id, due_time from event_callback
          where event_callback.host = host.host and due_time <= now()
          order by due_time limit greatest(${perHost}::integer - coalesce(busy.running, 0), 0)
          for update skip locked
        ) due
      ), picked as materialized (
        select id from due order by turn, due_time limit ${free}
      )
      update event_callback set lease = gen_random_uuid(), due_time = now() + ${leaseMs} * interval '1 ms'
      from picked where event_callback.id = picked.id
      returning event_callback.id, lease, sub_app_id as "subAppId", url, host, content, failures`;
    return inOrder(this.db, statement);
  }

  /** It arrived. Whoever may have taken it over meanwhile need not go on. */
  async delivered({ id }: Callback): Promise<void> {
    await this.db.deleteFrom('event_callback').where('id', '=', id).execute();
  }

  /** To be tried again. */
  async retry(callback: Callback, reason: string, delayMs: number): Promise<void> {
    await this.settle(callback, sql<Date>`now() + ${delayMs} * interval '1 ms'`, reason);
  }

  /** Failed for good; kept for a while, with the reason. */
  async giveUp(callback: Callback, reason: string): Promise<void> {
    await this.settle(callback, null, reason);
  }

  /** Due again at once, as if it had not been taken. */
  async handBack({ id, lease }: Callback): Promise<void> {
    await this.db
      .updateTable('event_callback')
      .set({ due_time: sql<Date>`now()`, lease: null })
      .where('id', '=', id)
      .where('lease', '=', lease)
      .execute();
  }

  private async settle(
    { id, lease }: Callback,
    due: ReturnType<typeof sql<Date>> | null,
    reason: string,
  ): Promise<void> {
    await this.db
      .updateTable('event_callback')
      .set((of) => ({ due_time: due, lease: null, reason, failures: of('failures', '+', 1) }))
      .where('id', '=', id)
      .where('lease', '=', lease)
      .execute();
  }
}
