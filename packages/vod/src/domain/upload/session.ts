import { randomBytes } from 'node:crypto';
import type { Selectable, Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Tables } from '../../store/tables/index.js';
import type { UploadTable } from '../../store/tables/upload.js';
import { type ApiError, apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { mayUpload, openerIsUsable } from '../key/usable.js';

/** Lifetime of temporary credentials. A resume extends it by the same time. */
export const GRANT_MS = 6 * 60 * 60 * 1000;
/** Time after the end of the credentials, or after the commit, in which an upload can be committed. */
export const GRACE_MS = 24 * 60 * 60 * 1000;
/** Time after its beginning in which an upload can be resumed. */
export const RESUME_MS = 7 * 24 * 60 * 60 * 1000;

/** Lifetime of an upload with tus that gets no more bytes. */
export const PAUSE_MS = 24 * 60 * 60 * 1000;

/** Longest time between the beginning and the commit of an upload. */
export const MAX_UPLOAD_MS = RESUME_MS + GRACE_MS;

export type SessionRow = Selectable<UploadTable>;

/** A random token of 32 hexadecimal digits. */
export const newToken = (): string => randomBytes(16).toString('hex');

/**
 * Reads an upload that can still be committed.
 * @throws ApiError InvalidParameterValue.VodSessionKey, also for an upload of another application or of a disabled key pair
 */
export async function readSession(db: Database, subAppId: number, sessionKey: string): Promise<SessionRow> {
  const row = await sessionOf(db, sessionKey)
    .where('sub_app_id', '=', subAppId)
    .where(openerIsUsable())
    .executeTakeFirst();
  if (!row || hasEnded(row)) throw uploadNotFound(sessionKey);
  return row;
}

/**
 * Reads an upload and locks its row until the transaction ends.
 * @param keyId of the caller, which may be another key pair than the one that opened the upload. Empty: not checked
 * @throws ApiError as `readSession` does, also when the key pair of the caller was disabled meanwhile
 */
export async function lockSession(
  trx: Transaction<Tables>,
  { session_key, key_id }: SessionRow,
  keyId: string,
): Promise<SessionRow> {
  let found = sessionOf(trx, session_key).where(openerIsUsable());
  if (keyId !== '' && keyId !== key_id) found = found.where(mayUpload(keyId));
  const row = await found.forUpdate().executeTakeFirst();
  if (!row) throw uploadNotFound(session_key);
  return row;
}

/** The refusal of an upload that does not exist or has ended. */
export function uploadNotFound(sessionKey: string): ApiError {
  const message = `Upload ${shown(sessionKey)} not found, or it has ended (VodSessionKey); begin a new upload`;
  return apiError('InvalidParameterValue.VodSessionKey', message);
}

function sessionOf(db: Database, sessionKey: string) {
  return db.selectFrom('upload').selectAll().where('session_key', '=', sessionKey);
}

function hasEnded({ expire_time }: SessionRow): boolean {
  return expire_time.getTime() + GRACE_MS <= Date.now();
}
