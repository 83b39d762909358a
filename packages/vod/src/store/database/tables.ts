import type { ColumnType, Generated } from 'kysely';
import type { Category, KeyFrameDesc } from '../../domain/media/media.js';
import type { MediaMetaData } from '../../domain/media/metadata.js';
import type { ProcedureParts } from '../../domain/procedure/params.js';
import type { Upload } from '../../domain/task/pull.js';
import type { SubTaskStatus, TaskRow } from '../../domain/task/task.js';
import type { Wish } from '../../domain/upload/wish.js';
import type { Kind } from '../../wire/contract/sub-task-kinds.js';
import type { TaskErrorCode } from '../../wire/error/task-codes.js';

/*
 * The tables as Kysely sees them. Names are the contract's, in snake case. Numbers that PostgreSQL holds as bigint are
 * read as JavaScript numbers: ids stay below 2^53.
 */

/** When it was made; the database's own clock. */
type Created = ColumnType<Date, Date | undefined, never>;
type Updated = ColumnType<Date, Date | undefined, Date>;
/** Written as text, read as what it is. */
type Json<T> = ColumnType<T, string, string>;

export interface ApplicationTable {
  sub_app_id: number;
  name: string;
  description: string;
  status: 'On' | 'Off' | 'Destroying' | 'Destroyed';
  /** Of one application: its id is the account's. */
  main: Generated<boolean>;
  create_time: Created;
}

export interface KeyPairTable {
  secret_id: string;
  /** Sealed by the vault. */
  secret_key: Buffer;
  enabled: Generated<boolean>;
  /** For people: where the pair came from. */
  origin: string;
  create_time: Created;
}

export interface TemplateTable {
  sub_app_id: number;
  definition: Generated<number>;
  name: string;
  comment: string;
  /** 0: derived; px. */
  width: number;
  /** 0: derived; px. */
  height: number;
  resolution_adaptive: 'open' | 'close';
  format: 'gif' | 'webp';
  fps: number;
  quality: number;
  create_time: Created;
  update_time: Updated;
}

export interface ProcedureTable {
  sub_app_id: number;
  name: string;
  comment: string;
  parts: Json<ProcedureParts>;
  create_time: Created;
  update_time: Updated;
}

export interface MediaClassTable {
  sub_app_id: number;
  class_id: Generated<number>;
  /** -1: of the first level. */
  parent_id: number;
  name: string;
  create_time: Created;
}

export interface MediaTable {
  /** 19 digits; see newFileId. */
  file_id: string;
  sub_app_id: number;
  name: string;
  description: Generated<string>;
  /** Extension, in lower case. */
  type: string;
  category: Category;
  /** 0: none. */
  class_id: Generated<number>;
  source_type: string;
  source_context: Generated<string>;
  /** Null once the original was deleted. */
  storage_key: string | null;
  /** bytes */
  size: number;
  meta: Json<MediaMetaData>;
  cover_key: Generated<string | null>;
  tags: Generated<string[]>;
  key_frame_descs: ColumnType<KeyFrameDesc[], string | undefined, string>;
  create_time: Created;
  update_time: Updated;
  /** Null: never. */
  expire_time: Date | null;
}

export interface AnimationTable {
  file_id: string;
  definition: number;
  /** Effective; seconds of the source. */
  start_time: number;
  end_time: number;
  storage_key: string;
  container: string;
  /** px */
  width: number;
  /** px */
  height: number;
  /** bits/s */
  bitrate: number;
  /** bytes */
  size: number;
  md5: string;
  create_time: ColumnType<Date, Date | undefined, Date>;
}

export interface SupersededTable {
  storage_key: string;
  since: ColumnType<Date, Date | undefined, Date>;
  /** Its file is on its way: no row names it yet. */
  incoming: Generated<boolean>;
}

export interface EventConfigTable {
  sub_app_id: number;
  mode: Generated<'PUSH' | 'PULL'>;
  /** Empty: no callbacks. */
  notification_url: Generated<string>;
  upload_switch: Generated<boolean>;
  delete_switch: Generated<boolean>;
  persistence_switch: Generated<boolean>;
  /** Sealed by the vault. */
  sign_key: Buffer | null;
  create_time: Created;
  update_time: Updated;
}

/** Events to be pulled. */
export interface EventQueueTable {
  id: Generated<number>;
  sub_app_id: number;
  /** JSON: an EventContent without EventHandle. */
  content: ColumnType<object, string, never>;
  /** Of the last delivery; a part of its handle. */
  token: ColumnType<string | null, never, string>;
  /** Until when it may be confirmed; then it can be pulled again. Null: never pulled. */
  taken_until: ColumnType<Date | null, never, Date>;
  create_time: Created;
}

/** Events to be posted. */
export interface EventCallbackTable {
  id: Generated<number>;
  sub_app_id: number;
  url: string;
  /** Of the URL, with its port. */
  host: string;
  /** JSON: an EventContent without EventHandle. */
  content: ColumnType<object, string, never>;
  /** When it is to be taken next: while one is at it, when that one is given up for dead. Null: failed for good. */
  due_time: ColumnType<Date | null, Date | undefined, Date | null>;
  /** Of the one that is at it. */
  lease: string | null;
  failures: Generated<number>;
  /** Why the last attempt failed. */
  reason: Generated<string>;
  create_time: Created;
}

export type JsonObject = { readonly [name: string]: unknown };
type JsonColumn<T> = ColumnType<T, string | null | undefined, string | null>;

export interface TaskTable extends Omit<TaskRow, 'meta' | 'create_time' | 'begin_time' | 'finish_time'> {
  /** MediaMetaData of the source when the task was made. */
  meta: JsonColumn<JsonObject | null>;
  create_time: Created;
  begin_time: ColumnType<Date | null, Date | undefined, Date>;
  finish_time: ColumnType<Date | null, Date | undefined, Date>;
}

export interface SubTaskTable {
  task_id: string;
  position: number;
  kind: Kind;
  input: JsonColumn<JsonObject>;
  status: SubTaskStatus;
  /** 0 to 100. */
  progress: Generated<number>;
  /** Of those that worked on it, the last; only its result counts. */
  attempt: Generated<number>;
  /** Passing failures, and deaths of the media process. */
  faults: Generated<number>;
  err_code_ext: Generated<TaskErrorCode | ''>;
  message: Generated<string>;
  output: JsonColumn<JsonObject | null>;
  begin_time: ColumnType<Date | null, Date | undefined, Date>;
  finish_time: ColumnType<Date | null, Date | undefined, Date>;
  /** Of the queue's job that is to do it. */
  job_id: Generated<string | null>;
}

/** The source of a task that has to be fetched first. */
export interface PullTable {
  task_id: string;
  /** Where it is; may hold secrets, and is empty once the pull is over. */
  url: string;
  /** Of the media that it will be, and its extension; empty: as the source says. */
  name: string;
  type: Generated<string>;
  /** Like `url`; empty: none. */
  cover_url: Generated<string>;
  /** Null when the task goes on with the media itself; and once the pull is over. */
  upload: JsonColumn<Upload | null>;
  status: SubTaskStatus;
  /** 0 to 100. */
  progress: Generated<number>;
  /** As in SubTaskTable. */
  attempt: Generated<number>;
  faults: Generated<number>;
  job_id: string;
  err_code_ext: Generated<TaskErrorCode | ''>;
  message: Generated<string>;
  /** MediaBasicInfo of the media as it was made. */
  basic_info: JsonColumn<JsonObject | null>;
  /** Of the task that goes on with the media; empty: none. */
  procedure_task_id: Generated<string>;
}

export interface SessionTable {
  sub_app_id: number;
  session_id: string;
  expire_time: Date;
}

/** A multipart upload that is under way. */
export interface CosUploadTable {
  upload_id: string;
  session_key: string;
  /** Of the object, without a slash at the beginning. */
  path: string;
  create_time: Created;
  /** When its last part came. */
  update_time: Updated;
}

export interface CosPartTable {
  upload_id: string;
  number: number;
  /** Name in the folder of the session. */
  file: string;
  /** bytes */
  size: number;
  md5: string;
  /** CRC-64/XZ, decimal. Null: stored before this column existed. */
  crc64: string | null;
  create_time: ColumnType<Date, Date | undefined, Date>;
}

/** An object that is whole. */
export interface CosObjectTable {
  session_key: string;
  path: string;
  /** Name in the folder of the session. */
  file: string;
  /** bytes */
  size: number;
  /** Without quotes. */
  etag: string;
  /** As in CosPartTable. */
  crc64: string | null;
  /** Of the upload that it was put together from. Null: it came in one piece. */
  upload_id: string | null;
  create_time: ColumnType<Date, Date | undefined, Date>;
}

export interface UploadTable {
  /** 32 hexadecimal digits; clients know it as VodSessionKey. */
  session_key: string;
  sub_app_id: number;
  /** Of the temporary credentials. */
  secret_id: string;
  /** Sealed by the vault. */
  secret_key: Buffer;
  token: string;
  /** Object keys. Null: nothing of the kind is uploaded. */
  media_path: string | null;
  cover_path: string | null;
  /** Null when only a cover is changed. */
  wish: JsonColumn<Wish | null>;
  /** The media once there is one, or the one whose cover is to change. */
  file_id: string | null;
  create_time: Created;
  /** When the credentials are over. */
  expire_time: Date;
  /** Null: not yet. */
  commit_time: Date | null;
}

/** A signature that is good for one upload, and which that is. */
export interface UploadMarkTable {
  /** SHA-256 of the signature. */
  mark: string;
  session_key: string;
  /** When the signature is over by itself. */
  expire_time: Date;
}

export interface Tables {
  application: ApplicationTable;
  key_pair: KeyPairTable;
  template: TemplateTable;
  procedure: ProcedureTable;
  media_class: MediaClassTable;
  media: MediaTable;
  animation: AnimationTable;
  superseded: SupersededTable;
  task: TaskTable;
  sub_task: SubTaskTable;
  pull: PullTable;
  session: SessionTable;
  event_config: EventConfigTable;
  event_queue: EventQueueTable;
  event_callback: EventCallbackTable;
  cos_upload: CosUploadTable;
  cos_part: CosPartTable;
  cos_object: CosObjectTable;
  upload: UploadTable;
  upload_mark: UploadMarkTable;
}
