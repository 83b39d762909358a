import type { Selectable, Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Storage } from '../../store/storage/storage.js';
import type { Tables } from '../../store/tables/index.js';
import type { MediaTable } from '../../store/tables/media.js';
import { ApiError, apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { discard, note } from './deletion-marks.js';

export const partTypes = [
  'OriginalFiles',
  'TranscodeFiles',
  'AdaptiveDynamicStreamingFiles',
  'WechatPublishFiles',
  'WechatMiniProgramPublishFiles',
] as const;

/** MediaDeleteItem on the wire. */
export interface DeletePart {
  readonly Type: (typeof partTypes)[number];
  /** 0: of any template. */
  readonly Definition: number;
}

/**
 * Hears of media that are deleted, in the transaction that does it.
 * @param parts empty: everything
 */
export type OnDeleted = (
  trx: Transaction<Tables>,
  subAppId: number,
  fileIds: readonly string[],
  parts: readonly DeletePart[],
) => Promise<void>;

export interface Deletion {
  readonly subAppId: number;
  readonly fileId: string;
  /** Empty: everything. */
  readonly parts: readonly DeletePart[];
}

/**
 * The rows go in one transaction that notes their files, which are removed after it: a crash in between leaves files
 * without rows, which the sweep removes, and never a row without its file.
 */
export async function deleteMedia(
  db: Database,
  storage: Storage,
  onDeleted: OnDeleted,
  { subAppId, fileId, parts }: Deletion,
): Promise<void> {
  const keys = await db.transaction().execute(async (trx) => {
    // The row's lock keeps animations from being recorded meanwhile.
    const row = await trx
      .selectFrom('media')
      .select(['file_id', 'storage_key', 'cover_key'])
      .where('sub_app_id', '=', subAppId)
      .where('file_id', '=', fileId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw apiError('ResourceNotFound', `Media ${shown(fileId)} not found (FileId)`);
    const unneeded = parts.length === 0 ? await deleteAll(trx, row) : await deleteParts(trx, row, parts);
    await note(trx, unneeded);
    await onDeleted(trx, subAppId, [fileId], parts);
    return unneeded;
  });
  await discard(db, storage, keys);
}

/**
 * Deletes the media whose time has come; for those that ask for them they were gone since.
 * @param stop ends it early
 * @returns how many
 */
export async function deleteExpired(
  db: Database,
  storage: Storage,
  onDeleted: OnDeleted,
  stop?: AbortSignal,
): Promise<number> {
  for (let count = 0; ; count++) {
    if (stop?.aborted) return count;
    const due = await db
      .selectFrom('media')
      .select(['sub_app_id', 'file_id'])
      .where('expire_time', '<=', new Date())
      .orderBy('expire_time')
      .limit(1)
      .executeTakeFirst();
    if (!due) return count;
    const { sub_app_id: subAppId, file_id: fileId } = due;
    await deleteMedia(db, storage, onDeleted, { subAppId, fileId, parts: [] }).catch(unlessGone);
  }
}

/** Another process may do the same at the same time. */
function unlessGone(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 'ResourceNotFound') throw error;
}

type Row = Pick<Selectable<MediaTable>, 'file_id' | 'storage_key' | 'cover_key'>;

/** @returns the keys of what was deleted */
async function deleteAll(trx: Transaction<Tables>, { file_id, storage_key, cover_key }: Row): Promise<string[]> {
  const made = await trx.deleteFrom('animation').where('file_id', '=', file_id).returning('storage_key').execute();
  await trx.deleteFrom('media').where('file_id', '=', file_id).execute();
  return [storage_key, cover_key, ...made.map((row) => row.storage_key)].filter((key) => key !== null);
}

/**
 * Of the types only the original is ever there: the others name files that this service does not make.
 * @returns the keys of what was deleted
 */
async function deleteParts(
  trx: Transaction<Tables>,
  { file_id, storage_key }: Row,
  parts: readonly DeletePart[],
): Promise<string[]> {
  if (storage_key === null || !parts.some(({ Type }) => Type === 'OriginalFiles')) return [];
  const change = { storage_key: null, update_time: new Date() };
  await trx.updateTable('media').set(change).where('file_id', '=', file_id).execute();
  return [storage_key];
}
