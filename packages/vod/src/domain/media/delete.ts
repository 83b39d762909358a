import { type Selectable, sql, type Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Storage } from '../../store/storage/storage.js';
import type { Tables } from '../../store/tables/index.js';
import type { MediaTable } from '../../store/tables/media.js';
import { ApiError, apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { deleteMarked, markDeleted } from './deletion-marks.js';

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
  /** 0: files of all templates. */
  readonly Definition: number;
}

/**
 * Called in the transaction that deletes media.
 * @param parts empty: the whole media
 */
export type OnDeleted = (
  trx: Transaction<Tables>,
  subAppId: number,
  fileIds: readonly string[],
  parts: readonly DeletePart[],
) => Promise<void>;

interface Deletion {
  readonly subAppId: number;
  readonly fileId: string;
  /** Empty: the whole media. */
  readonly parts: readonly DeletePart[];
}

/** Animations that are deleted with their media. More are deleted after it, by `deleteRest`. */
const MAX_AT_ONCE = 100;

/** Animations that one step of `deleteRest` deletes. */
const STEP = 500;

/**
 * Deletes the rows and marks their files in one transaction, then deletes the files. A crash in between leaves files without
 * rows, which the sweep deletes, but never a row without its file.
 * @returns whether animations are left for `deleteRest`
 * @throws ApiError ResourceNotFound
 */
export async function deleteMedia(
  db: Database,
  storage: Storage,
  onDeleted: OnDeleted,
  { subAppId, fileId, parts }: Deletion,
): Promise<boolean> {
  const { keys, isRest } = await db.transaction().execute(async (trx) => {
    // The lock of the row delays animations that are recorded at the same time.
    const row = await trx
      .selectFrom('media')
      .select(['file_id', 'storage_key', 'cover_key'])
      .where('sub_app_id', '=', subAppId)
      .where('file_id', '=', fileId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw apiError('ResourceNotFound', `Media ${shown(fileId)} not found (FileId)`);
    const unneeded =
      parts.length === 0 ? await deleteAll(trx, row) : { keys: await deleteParts(trx, row, parts), isRest: false };
    await markDeleted(trx, unneeded.keys);
    await onDeleted(trx, subAppId, [fileId], parts);
    return unneeded;
  });
  await deleteMarked(db, storage, keys);
  return isRest;
}

/**
 * Deletes expired media. They are not found from the time of their expiry on.
 * @param stop ends it early
 * @returns number of deleted media
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
      .where('expire_time', '<=', sql<Date>`now()`)
      .orderBy('expire_time')
      .limit(1)
      .executeTakeFirst();
    if (!due) return count;
    const { sub_app_id: subAppId, file_id: fileId } = due;
    await deleteMedia(db, storage, onDeleted, { subAppId, fileId, parts: [] }).catch(ignoreNotFound);
  }
}

/** Another process may have deleted the media at the same time. */
function ignoreNotFound(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 'ResourceNotFound') throw error;
}

type Row = Pick<Selectable<MediaTable>, 'file_id' | 'storage_key' | 'cover_key'>;

/** @returns storage keys of the deleted files, and whether animations are left */
async function deleteAll(
  trx: Transaction<Tables>,
  { file_id, storage_key, cover_key }: Row,
): Promise<{ keys: string[]; isRest: boolean }> {
  const animations = await deleteAnimations(trx, file_id, MAX_AT_ONCE);
  const isRest = animations.length === MAX_AT_ONCE;
  if (isRest) await trx.insertInto('media_deletion').values({ file_id }).execute();
  const derived = await deleteDerived(trx, file_id);
  await trx.deleteFrom('media').where('file_id', '=', file_id).execute();
  return { keys: [storage_key, cover_key, ...derived, ...animations].filter((key) => key !== null), isRest };
}

/** @returns storage keys of the deleted files */
async function deleteAnimations(trx: Transaction<Tables>, fileId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ storage_key: string }>`
    delete from animation where ctid = any(array(select ctid from animation where file_id = ${fileId} limit ${limit}))
    returning storage_key`.execute(trx);
  return rows.map((row) => row.storage_key);
}

/**
 * Deletes the animations that are left of deleted media, in steps. Other processes may do the same.
 * @param stop ends it early
 * @returns number of deleted animations
 */
export async function deleteRest(db: Database, storage: Storage, stop?: AbortSignal): Promise<number> {
  for (let count = 0; ; ) {
    if (stop?.aborted) return count;
    const keys = await db.transaction().execute(deleteStep);
    if (keys === undefined) return count;
    await deleteMarked(db, storage, keys);
    count += keys.length;
  }
}

/** @returns storage keys of the deleted files; undefined when nothing is left */
async function deleteStep(trx: Transaction<Tables>): Promise<string[] | undefined> {
  const deletion = await trx
    .selectFrom('media_deletion')
    .select('file_id')
    .orderBy('since')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!deletion) return undefined;
  const keys = await deleteAnimations(trx, deletion.file_id, STEP);
  await markDeleted(trx, keys);
  if (keys.length < STEP) await trx.deleteFrom('media_deletion').where('file_id', '=', deletion.file_id).execute();
  return keys;
}

/**
 * Deletes the original if it is among the parts. This service does not make the files of the other types.
 * @returns storage keys of the deleted files
 */
async function deleteParts(
  trx: Transaction<Tables>,
  { file_id, storage_key }: Row,
  parts: readonly DeletePart[],
): Promise<string[]> {
  if (storage_key === null || !parts.some(({ Type }) => Type === 'OriginalFiles')) return [];
  const change = { storage_key: null, update_time: new Date() };
  await trx.updateTable('media').set(change).where('file_id', '=', file_id).execute();
  return [storage_key, ...(await deleteDerived(trx, file_id))];
}

/** What is made of the original goes with it. @returns storage keys of the deleted files */
async function deleteDerived(trx: Transaction<Tables>, fileId: string): Promise<string[]> {
  const rows = await trx.deleteFrom('derived_object').where('file_id', '=', fileId).returning('storage_key').execute();
  return rows.map((row) => row.storage_key);
}
