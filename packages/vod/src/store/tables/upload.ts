import type { Generated } from 'kysely';
import type { Created, Json, NullableJson } from './column.js';
import type { NotifyMode } from './task.js';

/** The media that an upload creates, as requested at its start. */
export interface UploadRequest {
  readonly name: string;
  /** Extension, in lower case. */
  readonly type: string;
  /** 0: none. */
  readonly classId: number;
  readonly sourceContext: string;
  /** ISO 8601; null: never. */
  readonly expireTime: string | null;
  /** Task flow to run; empty: none. */
  readonly procedure: string;
  readonly priority: number;
  readonly notifyMode: NotifyMode | '';
  readonly sessionContext: string;
}

export interface UploadTable {
  /** 32 hexadecimal digits; clients know it as VodSessionKey. */
  session_key: string;
  sub_app_id: number;
  /** SecretId of the key pair that opened it. Null: opened before this was recorded. */
  key_id: string | null;
  /** SHA-256 of the client upload signature that opened it. Null: opened with a key pair. */
  signature: string | null;
  /** SHA-256 of what this signature permits. */
  permit: string | null;
  /** SecretId of the temporary credentials. */
  secret_id: string;
  /** Encrypted by the vault. */
  secret_key: Buffer;
  token: string;
  /** Object keys. Null: no such file is uploaded. */
  media_path: string | null;
  cover_path: string | null;
  /** Null when the upload only changes a cover. */
  wish: NullableJson<UploadRequest | null>;
  /** The media after the commit, or the media whose cover changes. */
  file_id: string | null;
  create_time: Created;
  /** End of the credentials. */
  expire_time: Date;
  /** Null: not yet. */
  commit_time: Date | null;
  /** ETag of the file that ended the media process in a commit. Null: none has. */
  dead_etag: Generated<string | null>;
  /** How often this file did so. */
  deaths: Generated<number>;
  /** Bytes of its parts and objects, as limits count them. */
  size: Generated<number>;
  /** The task that the commit started. Null: none. */
  task_id: Generated<string | null>;
}

/** Metadata of a tus upload. Keys without a value have null. */
export type UploadMetadata = Readonly<Record<string, string | null>>;

/** Uploads that are sent with tus. */
export interface ResumableUploadTable {
  session_key: string;
  /** bytes */
  size: number;
  /** Bytes from the start that are on the disk. */
  received: Generated<number>;
  /** Name in the folder of the session. */
  file: string;
  metadata: Json<UploadMetadata>;
  /** The request that writes, and the time until which no other one may write. */
  writer: string | null;
  writer_until: Date | null;
  /** Another request waits for the writer to end. */
  wanted: Generated<boolean>;
  /** The process that commits does so until then. */
  commit_until: Generated<Date | null>;
  /** Why the file did not become a media. */
  error_code: Generated<string | null>;
  error_message: Generated<string | null>;
}

/** One-time signatures and the upload that each was used for. */
export interface UploadMarkTable {
  /** SHA-256 of the signature. */
  mark: string;
  session_key: string;
  /** End of the signature. */
  expire_time: Date;
}
