import { redacted } from '@cliploop/fetch';
import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { inSteps, oneStep } from '../../store/database/in-steps.js';
import { withIndexScans } from './index-scans.js';
import type { PostResult } from './post.js';

/** A callback that this process has claimed. */
export interface Callback {
  readonly id: number;
  /** Id of this claim. Another process that claims the callback replaces it. */
  readonly lease: string;
  readonly subAppId: number;
  readonly url: string;
  readonly host: string;
  /** EventContent without EventHandle. */
  readonly content: { readonly EventType?: string };
  /** Number of failed attempts so far. */
  readonly failures: number;
}

/** What an attempt got. */
type Attempted = Pick<PostResult, 'statusCode' | 'answer' | 'seconds'>;

/** Largest event of a delivered callback that is kept, so that it can be sent again, bytes. */
const KEPT_BYTES = 65_536;

interface ClaimLimits {
  /** Largest number of callbacks. */
  readonly free: number;
  /** Largest number of callbacks to one host, including the running ones. */
  readonly perHost: number;
  /** Number of running callbacks by host. */
  readonly running: ReadonlyMap<string, number>;
  /** Time after which another process may claim the callbacks, because this one must have crashed. */
  readonly leaseMs: number;
}

/** Callbacks that wait for delivery, callbacks that failed permanently, and those that were delivered. */
export class Callbacks {
  constructor(private readonly db: Database) {}

  /**
   * Claims due callbacks, the oldest of each host first. Hosts take turns, and those with the fewest running callbacks come
   * first, so that a host that does not answer cannot delay the others.
   */
  async claim({ free, perHost, running, leaseMs }: ClaimLimits): Promise<Callback[]> {
    if (free <= 0) return [];
    // The recursive query finds the hosts by skipping from one to the next in the index, which may have a large backlog of a few.
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
    return withIndexScans(this.db, statement);
  }

  /** Moves a delivered callback to those that were delivered, even if another process has claimed it in the meantime. */
  async delivered({ id, url }: Callback, { statusCode, answer, seconds }: Attempted): Promise<void> {
    await sql`
      with gone as (
        delete from event_callback where id = ${id} returning id, sub_app_id, content, failures, create_time
      )
      insert into event_delivery (id, sub_app_id, url, event_type, content, attempts, status_code, answer, seconds, create_time)
      select id, sub_app_id, ${redacted(new URL(url))}, coalesce(content->>'EventType', ''),
        case when octet_length(content::text) <= ${KEPT_BYTES} then content end, failures + 1, ${statusCode}, ${answer}, ${seconds},
        create_time
      from gone on conflict do nothing`.execute(this.db);
  }

  /** Schedules the next attempt. */
  async retry(callback: Callback, reason: string, delayMs: number, result: Attempted): Promise<void> {
    await this.recordFailure(callback, sql<Date>`now() + ${delayMs} * interval '1 ms'`, reason, result);
  }

  /** Marks the callback as failed permanently. It is kept for a while, with the reason. @param result absent: nothing was sent */
  async giveUp(callback: Callback, reason: string, result?: Attempted): Promise<void> {
    await this.recordFailure(callback, null, reason, result);
  }

  /** Stops the callback because its address is not allowed. @param allowed see `retryRefused` */
  async refuse(callback: Callback, reason: string, allowed: string, result: Attempted): Promise<void> {
    await this.recordFailure(callback, null, reason, result, allowed);
  }

  /**
   * Tries refused callbacks again whose address was refused by another list of allowed addresses.
   * @param allowed identifies the list of this process
   */
  async retryRefused(allowed: string): Promise<void> {
    const statement = sql`
      update event_callback set due_time = now(), failures = 0, refused_by = null, stop_time = null
      where id in (
        select id from event_callback where due_time is null and refused_by <> ${allowed} order by id ${oneStep}
      )`;
    await inSteps(this.db, [statement]);
  }

  /** Changes the URL of a callback, and ends the claim. It is due again at once. */
  async redirect({ id, lease }: Callback, url: string): Promise<void> {
    await this.db
      .updateTable('event_callback')
      .set({ url, host: new URL(url).host, due_time: sql<Date>`now()`, lease: null, failures: 0 })
      .where('id', '=', id)
      .where('lease', '=', lease)
      .execute();
  }

  /** Ends the claim. The callback is due again at once. */
  async release({ id, lease }: Callback): Promise<void> {
    await this.db
      .updateTable('event_callback')
      .set({ due_time: sql<Date>`now()`, lease: null })
      .where('id', '=', id)
      .where('lease', '=', lease)
      .execute();
  }

  private async recordFailure(
    { id, lease }: Callback,
    due: ReturnType<typeof sql<Date>> | null,
    reason: string,
    result: Attempted | undefined,
    refusedBy: string | null = null,
  ): Promise<void> {
    const { statusCode = null, answer = '', seconds = null } = result ?? {};
    const stop_time = due === null ? new Date() : null;
    await this.db
      .updateTable('event_callback')
      .set((of) => ({
        due_time: due,
        lease: null,
        reason,
        refused_by: refusedBy,
        stop_time,
        ...(result && { attempt_time: new Date(), status_code: statusCode, answer, seconds }),
        failures: of('failures', '+', 1),
      }))
      .where('id', '=', id)
      .where('lease', '=', lease)
      .execute();
  }
}
