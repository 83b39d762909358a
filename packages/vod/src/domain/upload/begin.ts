import { randomBytes } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Vault } from '../../store/secret/vault.js';
import type { Tables } from '../../store/tables/index.js';
import type { UploadRequest } from '../../store/tables/upload.js';
import type { Owner } from './owner.js';
import { GRANT_MS, newToken, type SessionRow } from './session.js';

/** An upload to begin. */
export interface NewUpload {
  readonly subAppId: number;
  readonly owner: Owner;
  /** The media to make. Absent: only a cover is uploaded. */
  readonly request?: UploadRequest;
  /** The existing media that gets another cover. */
  readonly fileId?: string;
  /** Extension of the cover. Absent: no cover. */
  readonly coverType?: string | undefined;
  /** Lifetime of the credentials, ms. Default: `GRANT_MS`. */
  readonly lifetime?: number;
}

/** An upload session with its temporary credentials. */
export interface OpenedUpload {
  readonly row: SessionRow;
  /** SecretKey of the temporary credentials. */
  readonly secretKey: string;
}

/** Opens an upload session. Object keys are random; only their extensions come from the caller. */
export async function beginUpload(
  trx: Transaction<Tables>,
  vault: Vault,
  appId: number,
  { subAppId, owner, request, fileId, coverType, lifetime = GRANT_MS }: NewUpload,
): Promise<OpenedUpload> {
  const folder = `${appId}/${newToken()}`;
  const pathOf = (type: string | undefined): string | null =>
    type === undefined ? null : `${folder}/${newToken()}${type && '.'}${type.toLowerCase()}`;
  const secretId = `AKID${newToken()}`;
  const secretKey = newToken();
  const row = await trx
    .insertInto('upload')
    .values({
      session_key: newToken(),
      sub_app_id: subAppId,
      key_id: owner.keyId || null,
      signature: owner.signature?.digest ?? null,
      permit: owner.signature?.permit ?? null,
      secret_id: secretId,
      secret_key: vault.seal(secretKey, secretId),
      token: randomBytes(32).toString('hex'),
      media_path: pathOf(request?.type),
      cover_path: pathOf(coverType),
      wish: request ? JSON.stringify(request) : null,
      file_id: fileId ?? null,
      expire_time: new Date(Date.now() + lifetime),
      commit_time: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { row, secretKey };
}
