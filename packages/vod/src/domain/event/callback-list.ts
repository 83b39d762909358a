import { redacted } from '@cliploop/fetch';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { notifyAll } from '../../store/signal/signals.js';
import type { Tables } from '../../store/tables/index.js';
import { pushTopic } from './topic.js';

/**
 * `waiting`: it will be sent. `failed`: it failed for about a day, or cannot succeed. `refused`: its address is not allowed; it is sent when
 * the list of allowed addresses changes.
 */
export const callbackStates = ['waiting', 'failed', 'refused'] as const;
export type CallbackState = (typeof callbackStates)[number];

/** A callback that was not delivered. */
export interface ListedCallback {
  readonly id: number;
  readonly subAppId: number;
  readonly state: CallbackState;
  readonly eventType: string;
  /** Without user name, password and query. */
  readonly url: string;
  /** Failed attempts. */
  readonly failures: number;
  /** Why the last attempt failed. */
  readonly reason: string;
  readonly createTime: Date;
  /** Time of the next attempt; null if it stopped. */
  readonly nextTime: Date | null;
}

export interface CallbackFilter {
  readonly states: readonly CallbackState[];
  readonly subAppId?: number | undefined;
  readonly ids?: readonly number[] | undefined;
}

export type OnSent = (trx: Transaction<Tables>, subAppId: number, ids: readonly number[]) => Promise<void>;

/** Callbacks that cannot be sent again. */
export interface LeftOut {
  /** Number of callbacks whose application has no NotificationUrl. */
  readonly withoutUrl: number;
  /** Their applications. */
  readonly applications: readonly number[];
  /** Number of callbacks that are being sent. */
  readonly beingSent: number;
  /** IDs of the filter that do not exist, or do not have its states or its application. */
  readonly unknown: readonly number[];
}

const state = sql<CallbackState>`case when due_time is not null then 'waiting'
  when refused_by is not null then 'refused' else 'failed' end`;

/** Time after which callbacks are counted again. */
const CACHE_MS = 10_000;

/** Rows that one statement changes. */
const STEP_ROWS = 1_000;

/** The callbacks that were not delivered, for people and metrics. */
export class CallbackList {
  private counted: { readonly time: number; readonly counts: Promise<Record<CallbackState, number>> } | undefined;

  constructor(private readonly db: Database) {}

  /** The oldest first. @param limit largest number of callbacks */
  async list(filter: CallbackFilter, limit: number): Promise<ListedCallback[]> {
    const { rows } = await sql<ListedCallback>`
      select id, sub_app_id as "subAppId", ${state} as state, coalesce(content->>'EventType', '') as "eventType", url, failures,
        reason, create_time as "createTime", due_time as "nextTime"
      from event_callback where ${matching(filter)} order by id limit ${limit}`.execute(this.db);
    return rows.map((row) => ({ ...row, url: URL.canParse(row.url) ? redacted(new URL(row.url)) : '' }));
  }

  /**
   * Sends callbacks again at once, to the current NotificationUrl of their application, and with all attempts. Leaves out those
   * whose application has no NotificationUrl, and those that are being sent.
   * @param onSent called in each transaction that changes callbacks of an application
   * @returns number of callbacks
   */
  async resend(filter: CallbackFilter, onSent: OnSent = async () => {}): Promise<number> {
    let configs = this.db
      .selectFrom('event_config')
      .select(['sub_app_id', 'notification_url'])
      .where('notification_url', '<>', '');
    if (filter.subAppId !== undefined) configs = configs.where('sub_app_id', '=', filter.subAppId);
    let count = 0;
    for (const { sub_app_id: subAppId, notification_url: url } of await configs.execute()) {
      let last = 0;
      for (let rows = STEP_ROWS; rows === STEP_ROWS; count += rows) {
        const ids = await this.db.transaction().execute(async (trx) => {
          const { rows: changed } = await sql<{ id: number }>`
            update event_callback set url = ${url}, host = ${new URL(url).host}, failures = 0, refused_by = null,
              stop_time = null, lease = null, due_time = now()
            where id in (
              select id from event_callback
              where ${matching({ ...filter, subAppId })} and id > ${last} and (lease is null or due_time <= now())
              order by id limit ${STEP_ROWS} for update skip locked
            ) returning id`.execute(trx);
          const sent = changed.map(({ id }) => Number(id)).sort((a, b) => a - b);
          if (sent.length > 0) await onSent(trx, subAppId, sent);
          return sent;
        });
        rows = ids.length;
        last = Math.max(last, ...ids);
      }
    }
    if (count > 0) await notifyAll(this.db, pushTopic);
    return count;
  }

  /** Why `resend` would leave out callbacks. */
  async leftOut(filter: CallbackFilter): Promise<LeftOut> {
    const { rows } = await sql<{ subAppId: number; hasUrl: boolean; total: number; sending: number; ids: number[] }>`
      select callback.sub_app_id as "subAppId", config.sub_app_id is not null as "hasUrl", count(*)::int as total,
        (count(*) filter (where lease is not null and due_time > now()))::int as sending,
        array_agg(id) filter (where id = any(${[...(filter.ids ?? [])]}::bigint[])) as ids
      from (select * from event_callback where ${matching(filter)}) as callback
      left join event_config as config on config.sub_app_id = callback.sub_app_id and config.notification_url <> ''
      group by callback.sub_app_id, config.sub_app_id order by callback.sub_app_id`.execute(this.db);
    const without = rows.filter(({ hasUrl }) => !hasUrl);
    const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
    const found = new Set(rows.flatMap(({ ids }) => (ids ?? []).map(Number)));
    return {
      withoutUrl: sum(without.map(({ total }) => total)),
      applications: without.map(({ subAppId }) => Number(subAppId)),
      beingSent: sum(rows.map(({ hasUrl, sending }) => (hasUrl ? sending : 0))),
      unknown: (filter.ids ?? []).filter((id) => !found.has(id)),
    };
  }

  /** The same as `count`, at most 10 s old, for metrics that anybody may read often. */
  cachedCount(): Promise<Record<CallbackState, number>> {
    const now = performance.now();
    if (!this.counted || now - this.counted.time > CACHE_MS) {
      const counted = { time: now, counts: this.count() };
      this.counted = counted;
      counted.counts.catch(() => {
        if (this.counted === counted) this.counted = undefined;
      });
    }
    return this.counted.counts;
  }

  /** Number of callbacks by state. */
  async count(): Promise<Record<CallbackState, number>> {
    const { rows } = await sql<Record<CallbackState, number>>`
      select count(*) filter (where due_time is not null) as waiting,
        count(*) filter (where due_time is null and refused_by is null) as failed,
        count(*) filter (where refused_by is not null) as refused
      from event_callback`.execute(this.db);
    return rows[0] ?? { waiting: 0, failed: 0, refused: 0 };
  }
}

function matching({ states, subAppId, ids }: CallbackFilter) {
  const conditions = [
    sql`${state} = any(${[...states]}::text[])`,
    ...(subAppId === undefined ? [] : [sql`sub_app_id = ${subAppId}`]),
    ...(ids === undefined ? [] : [sql`id = any(${[...ids]}::bigint[])`]),
  ];
  return sql.join(conditions, sql` and `);
}
