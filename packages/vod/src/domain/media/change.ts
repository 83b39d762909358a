import type { Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { objectKey } from '../../store/storage/key.js';
import type { Storage } from '../../store/storage/storage.js';
import type { Tables } from '../../store/tables/index.js';
import type { KeyFrameDesc } from '../../store/tables/media.js';
import { apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { deleteMarked, markForDeletion, markIncoming, unmark } from './deletion-marks.js';
import { type Edits, editKeyFrames, editTags } from './edits.js';
import { type Cover, storeCover } from './image.js';
import { type Media, mediaOf, notExpired } from './media.js';

/** The fields to change. */
export interface MediaChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly classId?: number | undefined;
  /** Null: never. */
  readonly expireTime?: Date | null | undefined;
  readonly tags: Edits<string>;
  readonly keyFrames: Edits<KeyFrameDesc, number>;
  readonly cover?: Cover | undefined;
  /** Runs in the transaction of the change. */
  readonly inTransaction?: ((trx: Transaction<Tables>) => Promise<void>) | undefined;
}

/**
 * @returns the changed media
 * @throws ApiError ResourceNotFound.FileNotExist, LimitExceeded.TagCountReachMax, .KeyFrameDescCountReachMax
 */
export async function changeMedia(
  db: Database,
  storage: Storage,
  { subAppId, fileId }: Pick<Media, 'subAppId' | 'fileId'>,
  change: MediaChange,
): Promise<Media> {
  const { cover } = change;
  if (!cover) return db.transaction().execute((trx) => write(trx, subAppId, fileId, change));
  const coverKey = objectKey(subAppId, fileId, `cover.${cover.type}`);
  await markIncoming(db, [coverKey]);
  try {
    await storeCover(storage, coverKey, cover);
    return await db.transaction().execute((trx) => write(trx, subAppId, fileId, change, coverKey));
  } catch (error) {
    await deleteMarked(db, storage, [coverKey]);
    throw error;
  }
}

async function write(
  trx: Transaction<Tables>,
  subAppId: number,
  fileId: string,
  change: MediaChange,
  coverKey?: string,
): Promise<Media> {
  const row = await trx
    .selectFrom('media')
    .selectAll()
    .where('sub_app_id', '=', subAppId)
    .where('file_id', '=', fileId)
    .where(notExpired)
    .forUpdate()
    .executeTakeFirst();
  if (!row) {
    throw apiError('ResourceNotFound.FileNotExist', `Media ${shown(fileId)} not found (FileId)`);
  }
  const { name, description, classId, expireTime } = change;
  const changed = await trx
    .updateTable('media')
    .set({
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(classId !== undefined && { class_id: classId }),
      ...(expireTime !== undefined && { expire_time: expireTime }),
      ...(coverKey !== undefined && { cover_key: coverKey }),
      tags: editTags(row.tags, change.tags),
      key_frame_descs: JSON.stringify(editKeyFrames(row.key_frame_descs, change.keyFrames)),
      update_time: new Date(),
    })
    .where('file_id', '=', fileId)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (coverKey !== undefined) {
    await unmark(trx, [coverKey]);
    if (row.cover_key !== null) await markForDeletion(trx, [row.cover_key]);
  }
  await change.inTransaction?.(trx);
  return mediaOf(changed);
}
