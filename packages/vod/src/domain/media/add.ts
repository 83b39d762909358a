import { stat } from 'node:fs/promises';
import type { Probe } from '@cliploop/core';
import type { Selectable, Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { objectKey } from '../../store/storage/key.js';
import type { AdoptOptions, Storage } from '../../store/storage/storage.js';
import type { Tables } from '../../store/tables/index.js';
import type { MediaTable } from '../../store/tables/media.js';
import { deleteMarked, markIncoming, unmark } from './deletion-marks.js';
import { newFileId } from './file-id.js';
import { type Cover, storeCover } from './image.js';
import { type Media, mediaOf } from './media.js';
import { metaDataOf } from './metadata.js';
import { categoryOf, typeOf } from './type.js';

export interface NewMedia {
  readonly subAppId: number;
  /** Path of a local file. */
  readonly file: string;
  /** See AdoptOptions. Default: the file is moved, even if a later step fails. */
  readonly keep?: AdoptOptions['keep'];
  readonly name: string;
  /** Extension, for example "mp4". Default: the one in the name, else the usual one of the container. */
  readonly type?: string | undefined;
  /** Default: Upload. */
  readonly sourceType?: 'Upload' | 'VideoProcessing' | 'Record' | 'Unknown' | undefined;
  readonly sourceContext?: string | undefined;
  readonly classId?: number | undefined;
  readonly cover?: Cover | undefined;
  /** Default: never. */
  readonly expireTime?: Date | null | undefined;
  /**
   * Runs in the transaction that adds the media.
   * @returns id of the task that continues with the media, if there is one
   */
  readonly inTransaction?: (trx: Transaction<Tables>, media: Media) => Promise<string | undefined>;
}

/** Called in the transaction that adds a media. @param taskId task that continues with the media; empty: none */
export type OnAdded = (trx: Transaction<Tables>, media: Media, taskId: string) => Promise<void>;

/** @param subAppId application that the file belongs to */
export type ProbeFile = (file: string, subAppId: number) => Promise<Probe>;

/**
 * Probes a file, stores its bytes, then writes the row. After a failure, neither bytes nor a row remain.
 * @throws CliploopError of `probe` if the file is not a media file
 */
export async function addMedia(
  db: Database,
  storage: Storage,
  probe: ProbeFile,
  onAdded: OnAdded,
  newMedia: NewMedia,
): Promise<Media> {
  const { subAppId, file, keep = false, cover } = newMedia;
  const probed = await probe(file, subAppId);
  const { size } = await stat(file);
  const type = typeOf(newMedia, probed);
  const fileId = newFileId();
  const key = objectKey(subAppId, fileId, type === '' ? 'f0' : `f0.${type}`);
  const coverKey = cover ? objectKey(subAppId, fileId, `cover.${cover.type}`) : null;
  const keys = coverKey === null ? [key] : [key, coverKey];
  const values = {
    file_id: fileId,
    sub_app_id: subAppId,
    name: newMedia.name,
    type,
    category: categoryOf(type, probed),
    class_id: newMedia.classId ?? 0,
    source_type: newMedia.sourceType ?? 'Upload',
    source_context: newMedia.sourceContext ?? '',
    storage_key: key,
    size,
    meta: JSON.stringify(metaDataOf(probed, size)),
    cover_key: coverKey,
    expire_time: newMedia.expireTime ?? null,
  };
  await markIncoming(db, keys);
  try {
    await storage.adopt(key, file, { keep });
    if (cover && coverKey !== null) await storeCover(storage, coverKey, cover);
    return await db.transaction().execute(async (trx) => {
      const unmarked = await unmark(trx, keys);
      if (unmarked < keys.length) throw new Error(`${key} was deleted by the sweep before the media was added`);
      const row: Selectable<MediaTable> = await trx
        .insertInto('media')
        .values(values)
        .returningAll()
        .executeTakeFirstOrThrow();
      const media = mediaOf(row);
      await onAdded(trx, media, (await newMedia.inTransaction?.(trx, media)) ?? '');
      return media;
    });
  } catch (error) {
    await deleteMarked(db, storage, keys);
    throw error;
  }
}
