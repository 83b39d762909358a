import type { ColumnType, Generated } from 'kysely';
import type { Created, Updated } from './column.js';

export interface EventConfigTable {
  sub_app_id: number;
  mode: Generated<'PUSH' | 'PULL'>;
  /** Empty: no callbacks. */
  notification_url: Generated<string>;
  upload_switch: Generated<boolean>;
  delete_switch: Generated<boolean>;
  persistence_switch: Generated<boolean>;
  /** Encrypted by the vault. */
  sign_key: Buffer | null;
  create_time: Created;
  update_time: Updated;
}

/** Events that clients pull. */
export interface EventQueueTable {
  id: Generated<number>;
  sub_app_id: number;
  /** JSON: an EventContent without EventHandle. */
  content: ColumnType<object, string, never>;
  /** Token of the last delivery; part of its handle. */
  token: ColumnType<string | null, never, string>;
  /** End of the time in which it can be confirmed; after that it can be pulled again. Null: never pulled. */
  taken_until: ColumnType<Date | null, never, Date>;
  create_time: Created;
}

/** Events that are posted to a callback URL. */
export interface EventCallbackTable {
  id: Generated<number>;
  sub_app_id: number;
  url: string;
  /** Host and port of the URL. */
  host: string;
  /** JSON: an EventContent without EventHandle. */
  content: ColumnType<object, string, never>;
  /** Time of the next attempt. During an attempt: the time at which it counts as lost. Null: it has failed. */
  due_time: ColumnType<Date | null, Date | undefined, Date | null>;
  /** Lease of the attempt that is running. */
  lease: string | null;
  failures: Generated<number>;
  /** The list of allowed addresses that refused its address. Null: it was not refused. */
  refused_by: string | null;
  /** When it failed finally or was refused. Null: it waits, or it failed before this was recorded. */
  stop_time: Date | null;
  /** Why the last attempt failed. */
  reason: Generated<string>;
  /** When the last attempt ended. Null: there was none. */
  attempt_time: Date | null;
  /** HTTP status of the last attempt. Null: there was no answer. */
  status_code: number | null;
  /** The first 1 KiB of the answer to the last attempt. */
  answer: Generated<string>;
  /** How long the last attempt took. */
  seconds: number | null;
  create_time: Created;
}

/** Callbacks that were delivered. */
export interface EventDeliveryTable {
  /** That of the callback. */
  id: number;
  sub_app_id: number;
  /** Without secrets. */
  url: string;
  event_type: string;
  /** As in EventCallbackTable. Null: it is too large to be kept. */
  content: ColumnType<object | null, string | null, never>;
  /** With the last one. */
  attempts: number;
  status_code: number;
  answer: string;
  seconds: number;
  create_time: Date;
  delivery_time: Created;
}
