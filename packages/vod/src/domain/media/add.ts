import { stat } from 'node:fs/promises';
import type { Probe } from '@cliploop/core';
import type { Selectable, Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { objectKey } from '../../store/storage/key.js';
import type { AdoptOptions, Storage } from '../../store/storage/storage.js';
import type { Tables } from '../../store/tables/index.js';
import type { MediaTable } from '../../store/tables/media.js';
import { discard, noteIncoming, strike } from './deletion-marks.js';
import { newFileId } from './file-id.js';
import { type Cover, storeCover } from './image.js';
import { type Media, mediaOf } from './media.js';
import { metaDataOf } from './metadata.js';
import { categoryOf, typeOf } from './type.js';

export interface NewMedia {
  readonly subAppId: number;
  /** Path of a local file. */
  readonly file: string;
  /** As in AdoptOptions. Without it the file is moved away, and gone even when what follows fails. */
  readonly keep?: AdoptOptions['keep'];
  readonly name: string;
  /** Extension, as "mp4". Default: that of the name or, failing that, of the container. */
  readonly type?: string | undefined;
  /** Default: Upload. */
  readonly sourceType?: 'Upload' | 'VideoProcessing' | 'Record' | 'Unknown' | undefined;
  readonly sourceContext?: string | undefined;
  readonly classId?: number | undefined;
  readonly cover?: Cover | undefined;
  /** Default: never. */
  readonly expireTime?: Date | null | undefined;
  /**
   * Runs in the transaction that makes the row: what it writes is there if and only if the media is.
   * @returns the task that goes on with the media, if there is one
   */
  readonly within?: (trx: Transaction<Tables>, media: Media) => Promise<string | undefined>;
}

/** Hears of media that come, in the transaction that makes their row. @param taskId empty: no task goes on with it */
export type OnAdded = (trx: Transaction<Tables>, media: Media, taskId: string) => Promise<void>;

export type ProbeFile = (file: string) => Promise<Probe>;

/**
 * Probes, stores the bytes, then writes the row; when anything fails, nothing is left.
 * @throws CliploopError of `probe` for what is no media
 */
export async function addMedia(
  db: Database,
  storage: Storage,
  probe: ProbeFile,
  onAdded: OnAdded,
  given: NewMedia,
): Promise<Media> {
  const { subAppId, file, keep = false, cover } = given;
  const probed = await probe(file);
  const { size } = await stat(file);
  const type = typeOf(given, probed);
  const fileId = newFileId();
  const key = objectKey(subAppId, fileId, type === '' ? 'f0' : `f0.${type}`);
  const coverKey = cover ? objectKey(subAppId, fileId, `cover.${cover.type}`) : null;
  const keys = coverKey === null ? [key] : [key, coverKey];
  const values = {
    file_id: fileId,
    sub_app_id: subAppId,
    name: given.name,
    type,
    category: categoryOf(type, probed),
    class_id: given.classId ?? 0,
    source_type: given.sourceType ?? 'Upload',
    source_context: given.sourceContext ?? '',
    storage_key: key,
    size,
    meta: JSON.stringify(metaDataOf(probed, size)),
    cover_key: coverKey,
    expire_time: given.expireTime ?? null,
  };
  await noteIncoming(db, keys);
  try {
    await storage.adopt(key, file, { keep });
    if (cover && coverKey !== null) await storeCover(storage, coverKey, cover);
    return await db.transaction().execute(async (trx) => {
      if ((await strike(trx, keys)) < keys.length) throw new Error(`${key} was swept away before it was stored`);
      const row: Selectable<MediaTable> = await trx
        .insertInto('media')
        .values(values)
        .returningAll()
        .executeTakeFirstOrThrow();
      const media = mediaOf(row);
      await onAdded(trx, media, (await given.within?.(trx, media)) ?? '');
      return media;
    });
  } catch (error) {
    await discard(db, storage, keys);
    throw error;
  }
}
