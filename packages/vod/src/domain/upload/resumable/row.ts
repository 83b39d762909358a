import { sql } from 'kysely';
import type { Database } from '../../../store/database/database.js';
import type { UploadMetadata } from '../../../store/tables/upload.js';
import { type ApiError, apiError } from '../../../wire/error/api-error.js';
import { shown } from '../../../wire/params/message.js';
import { openerIsUsable } from '../../key/usable.js';

/** An upload with tus. */
export interface Resumable {
  readonly id: string;
  readonly subAppId: number;
  /** SecretId of the key pair that began it. */
  readonly keyId: string;
  /** bytes */
  readonly size: number;
  /** Bytes from the start that are on the disk. */
  readonly received: number;
  /** Name in the folder of the session. */
  readonly file: string;
  /** Object key. */
  readonly path: string;
  readonly metadata: UploadMetadata;
  /** When it ends unless bytes arrive. */
  readonly expireTime: Date;
  readonly fileId: string | null;
  readonly taskId: string | null;
  readonly committed: boolean;
  /** Why the file did not become a media. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** @returns undefined for an upload that does not exist or has ended, or whose key pair may no longer upload */
export async function readResumable(db: Database, id: string): Promise<Resumable | undefined> {
  const row = await db
    .selectFrom('resumable_upload as r')
    .innerJoin('upload', 'upload.session_key', 'r.session_key')
    .select(['r.size', 'r.received', 'r.file', 'r.metadata', 'r.error_code', 'r.error_message'])
    .select(['upload.sub_app_id', 'upload.key_id', 'upload.media_path', 'upload.expire_time'])
    .select(['upload.commit_time', 'upload.file_id', 'upload.task_id'])
    .where('r.session_key', '=', id)
    .where(openerIsUsable())
    // What has all its bytes is known for longer, for clients that have lost an answer.
    .where(sql<boolean>`(r.received = r.size or r.error_code is not null or upload.expire_time > now())`)
    .executeTakeFirst();
  return (
    row && {
      id,
      subAppId: row.sub_app_id,
      keyId: row.key_id ?? '',
      size: row.size,
      received: row.received,
      file: row.file,
      path: row.media_path ?? '',
      metadata: row.metadata,
      expireTime: row.expire_time,
      fileId: row.file_id,
      taskId: row.task_id,
      committed: row.commit_time !== null,
      error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    }
  );
}

/** The refusal of an upload that does not exist, or belongs to another application. */
export function noSuchResumable(id: string): ApiError {
  return apiError('ResourceNotFound', `Upload ${shown(id)} not found, or it has ended; begin a new upload`);
}

/** By the clock of the database, which all processes compare it with. @param seconds from now */
export const inSeconds = (seconds: number) => sql<Date>`now() + make_interval(secs => ${seconds})`;
