import { type ExpressionBuilder, type ExpressionWrapper, type Selectable, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../store/tables/index.js';
import type { Category, KeyFrameDesc, MediaMetaData, MediaTable } from '../../store/tables/media.js';

/** A file of the library. */
export interface Media {
  readonly fileId: string;
  readonly subAppId: number;
  readonly name: string;
  readonly description: string;
  /** Extension in lower case. Empty: unknown. */
  readonly type: string;
  readonly category: Category;
  /** 0: the default class. */
  readonly classId: number;
  readonly sourceType: string;
  readonly sourceContext: string;
  /** Null: the original was deleted. */
  readonly storageKey: string | null;
  /** bytes */
  readonly size: number;
  readonly meta: MediaMetaData;
  readonly coverKey: string | null;
  readonly tags: readonly string[];
  readonly keyFrameDescs: readonly KeyFrameDesc[];
  readonly createTime: Date;
  readonly updateTime: Date;
  /** Null: never. */
  readonly expireTime: Date | null;
}

/** The condition of a query that leaves out expired media. */
export function notExpired(of: ExpressionBuilder<Tables, 'media'>): ExpressionWrapper<Tables, 'media', SqlBool> {
  return of.or([of('expire_time', 'is', null), of('expire_time', '>', sql<Date>`now()`)]);
}

export function mediaOf(row: Selectable<MediaTable>): Media {
  return {
    fileId: row.file_id,
    subAppId: row.sub_app_id,
    name: row.name,
    description: row.description,
    type: row.type,
    category: row.category,
    classId: row.class_id,
    sourceType: row.source_type,
    sourceContext: row.source_context,
    storageKey: row.storage_key,
    size: row.size,
    meta: row.meta,
    coverKey: row.cover_key,
    tags: row.tags,
    keyFrameDescs: row.key_frame_descs,
    createTime: row.create_time,
    updateTime: row.update_time,
    expireTime: row.expire_time,
  };
}
