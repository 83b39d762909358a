import { randomBytes } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Vault } from '../../store/secret/vault.js';
import type { Tables } from '../../store/tables/index.js';
import type { UploadRequest } from '../../store/tables/upload.js';
import { grantTime, newToken, type SessionRow } from './session.js';

/** What is to be uploaded. */
export interface NewUpload {
  readonly subAppId: number;
  /** The media that is to be; without it, only a cover comes. */
  readonly wish?: UploadRequest;
  /** The media that is there already, and gets another cover. */
  readonly fileId?: string;
  /** Extension of the cover; absent: none comes. */
  readonly coverType?: string | undefined;
}

/** A session that somebody may upload in, with what signs the upload. */
export interface Opened {
  readonly row: SessionRow;
  /** Of the temporary credentials. */
  readonly secretKey: string;
}

/** Opens a session. Names in it are random: nothing that a caller says reaches a path, but extensions. */
export async function beginUpload(
  trx: Transaction<Tables>,
  vault: Vault,
  appId: number,
  { subAppId, wish, fileId, coverType }: NewUpload,
): Promise<Opened> {
  const folder = `${appId}/${newToken()}`;
  const pathOf = (type: string | undefined): string | null =>
    type === undefined ? null : `${folder}/${newToken()}.${type.toLowerCase()}`;
  const secretId = `AKID${newToken()}`;
  const secretKey = newToken();
  const row = await trx
    .insertInto('upload')
    .values({
      session_key: newToken(),
      sub_app_id: subAppId,
      secret_id: secretId,
      secret_key: vault.seal(secretKey, secretId),
      token: randomBytes(32).toString('hex'),
      media_path: pathOf(wish?.type),
      cover_path: pathOf(coverType),
      wish: wish ? JSON.stringify(wish) : null,
      file_id: fileId ?? null,
      expire_time: new Date(Date.now() + grantTime),
      commit_time: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { row, secretKey };
}
