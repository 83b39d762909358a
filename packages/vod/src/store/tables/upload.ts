import type { Generated } from 'kysely';
import type { Created, NullableJson } from './column.js';
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
}

/** One-time signatures and the upload that each was used for. */
export interface UploadMarkTable {
  /** SHA-256 of the signature. */
  mark: string;
  session_key: string;
  /** End of the signature. */
  expire_time: Date;
}
