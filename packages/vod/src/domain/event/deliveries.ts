import { redacted } from '@cliploop/fetch';
import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { notifyAll } from '../../store/signal/signals.js';
import { apiError } from '../../wire/error/api-error.js';
import { type CallbackList, callbackStates } from './callback-list.js';
import { pushTopic } from './topic.js';

/** States of a callback, for documentation. */
export const deliveryStates = {
  WAITING: 'it will be sent',
  DELIVERED: 'it was answered with status 200',
  FAILED: 'it failed for about a day, or cannot succeed',
  REFUSED: 'its address is not allowed',
} as const;
export type DeliveryState = keyof typeof deliveryStates;

/** A callback, delivered or not. */
export interface ListedDelivery {
  readonly id: number;
  readonly state: DeliveryState;
  readonly eventType: string;
  /** Without user name, password and query. */
  readonly url: string;
  /** Attempts that have ended. */
  readonly attempts: number;
  /** HTTP status of the last attempt. Null: there was no answer. */
  readonly statusCode: number | null;
  /** The first 1 KiB of the answer to the last attempt. */
  readonly answer: string;
  /** How long the last attempt took. Null: not known. */
  readonly seconds: number | null;
  /** Why the last attempt failed. Empty: it did not. */
  readonly reason: string;
  readonly createTime: Date;
  /** When the last attempt ended. Null: not known. */
  readonly attemptTime: Date | null;
  /** Time of the next attempt. Null: there is none. */
  readonly nextTime: Date | null;
}

export interface DeliveryPage {
  readonly states: readonly DeliveryState[];
  /** Only callbacks that are older than this one. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Number of callbacks that were not delivered. */
export type DeliveryCounts = Record<Exclude<DeliveryState, 'DELIVERED'>, number>;

/** The callbacks of the applications. */
export class Deliveries {
  constructor(
    private readonly db: Database,
    private readonly callbacks: CallbackList,
  ) {}

  /** Lists callbacks, the newest first. */
  async list(
    subAppId: number,
    { states, before = Number.MAX_SAFE_INTEGER, limit }: DeliveryPage,
  ): Promise<ListedDelivery[]> {
    const state = sql`case when due_time is not null then 'WAITING' when refused_by is not null then 'REFUSED' else 'FAILED' end`;
    const mine = sql`sub_app_id = ${subAppId} and id < ${before}`;
    const { rows } = await sql<ListedDelivery>`
      select * from (
        (select id, ${state} as state, coalesce(content->>'EventType', '') as "eventType", url, failures as attempts,
          status_code as "statusCode", answer, seconds, reason, create_time as "createTime", attempt_time as "attemptTime",
          due_time as "nextTime"
        from event_callback where ${mine} and ${state} = any(${[...states]}::text[]) order by id desc limit ${limit})
        union all
        (select id, 'DELIVERED', event_type, url, attempts, status_code, answer, seconds, '', create_time, delivery_time, null
        from event_delivery where ${mine} and ${states.includes('DELIVERED')} order by id desc limit ${limit})
      ) as found order by id desc limit ${limit}`.execute(this.db);
    return rows.map((row) => ({ ...row, url: URL.canParse(row.url) ? redacted(new URL(row.url)) : '' }));
  }

  /** Counts the callbacks of an application that were not delivered. */
  async count(subAppId: number): Promise<DeliveryCounts> {
    const { rows } = await sql<DeliveryCounts>`
      select count(*) filter (where due_time is not null) as "WAITING",
        count(*) filter (where due_time is null and refused_by is null) as "FAILED",
        count(*) filter (where refused_by is not null) as "REFUSED"
      from event_callback where sub_app_id = ${subAppId}`.execute(this.db);
    return rows[0] ?? { WAITING: 0, FAILED: 0, REFUSED: 0 };
  }

  /**
   * Sends a callback again at once, to the current NotificationUrl, and with all attempts.
   * @returns id of the callback that is sent: of one that was delivered, a new one
   * @throws ApiError ResourceNotFound, FailedOperation
   */
  async resend(subAppId: number, id: number): Promise<number> {
    const filter = { states: callbackStates, subAppId, ids: [id] };
    if ((await this.callbacks.resend(filter)) === 1) return id;
    const { withoutUrl, beingSent } = await this.callbacks.leftOut(filter);
    if (withoutUrl > 0) throw noUrl(subAppId);
    if (beingSent > 0) throw apiError('FailedOperation', `Callback ${id} is being sent now`);
    return this.resendDelivered(subAppId, id);
  }

  private async resendDelivered(subAppId: number, id: number): Promise<number> {
    const delivery = await this.db
      .selectFrom('event_delivery as d')
      .leftJoin('event_config as c', 'c.sub_app_id', 'd.sub_app_id')
      .select(['c.notification_url as url', sql<string | null>`d.content::text`.as('content')])
      .where('d.id', '=', id)
      .where('d.sub_app_id', '=', subAppId)
      .executeTakeFirst();
    if (!delivery) throw apiError('ResourceNotFound', `Callback ${id} not found in application ${subAppId} (Id)`);
    const { url, content } = delivery;
    if (!url) throw noUrl(subAppId);
    if (content === null)
      throw apiError('FailedOperation', `Callback ${id} is too large to be kept; it cannot be sent again`);
    const { id: added } = await this.db
      .insertInto('event_callback')
      .values({ sub_app_id: subAppId, url, host: new URL(url).host, content })
      .returning('id')
      .executeTakeFirstOrThrow();
    await notifyAll(this.db, pushTopic);
    return added;
  }
}

export function noUrl(subAppId: number): Error {
  return apiError('FailedOperation', `Application ${subAppId} has no NotificationUrl; set it with ModifyEventConfig`);
}
