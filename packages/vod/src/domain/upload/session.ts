import { randomBytes } from 'node:crypto';
import type { Selectable, Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Tables } from '../../store/tables/index.js';
import type { UploadTable } from '../../store/tables/upload.js';
import { type ApiError, apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';

/** How long temporary credentials last, ms. A resume makes them last as long again. */
export const grantTime = 6 * 60 * 60 * 1000;
/** How long after that an upload can still be committed, or the answer to its commit be asked for again; ms. */
export const grace = 24 * 60 * 60 * 1000;
/** How long after its beginning an upload can be resumed, ms. */
export const lifetime = 7 * 24 * 60 * 60 * 1000;

/** Nothing of an upload is needed longer after its beginning, ms. */
export const longestUpload = lifetime + grace;

export type SessionRow = Selectable<UploadTable>;

/** Something that others cannot guess: 32 hexadecimal digits. */
export const newToken = (): string => randomBytes(16).toString('hex');

/**
 * An upload that is not forgotten yet.
 * @throws ApiError InvalidParameterValue.VodSessionKey, for another application's too
 */
export async function readSession(db: Database, subAppId: number, sessionKey: string): Promise<SessionRow> {
  const row = await sessionOf(db, sessionKey).where('sub_app_id', '=', subAppId).executeTakeFirst();
  if (!row || isOver(row)) throw over(sessionKey);
  return row;
}

/** The same; others who change it wait until the transaction ends. */
export async function lockSession(trx: Transaction<Tables>, { session_key }: SessionRow): Promise<SessionRow> {
  const row = await sessionOf(trx, session_key).forUpdate().executeTakeFirst();
  if (!row) throw over(session_key);
  return row;
}

export function over(sessionKey: string, why = 'there is no such upload, or it is over'): ApiError {
  return apiError('InvalidParameterValue.VodSessionKey', `VodSessionKey is ${shown(sessionKey)}, and ${why}`);
}

function sessionOf(db: Database, sessionKey: string) {
  return db.selectFrom('upload').selectAll().where('session_key', '=', sessionKey);
}

function isOver({ expire_time }: SessionRow): boolean {
  return expire_time.getTime() + grace <= Date.now();
}
