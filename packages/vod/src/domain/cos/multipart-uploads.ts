import { randomBytes } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { CosPartTable } from '../../store/tables/cos.js';
import { type CosError, cosError } from './errors.js';
import type { UploadFolder } from './folder.js';
import { mostUploads } from './limits.js';
import type { Received } from './receive.js';
import { type Reservation, recount } from './space.js';

/** A multipart upload in a request. */
export interface UploadName {
  readonly sessionKey: string;
  /** Object key. */
  readonly path: string;
  readonly uploadId: string;
}

export interface NewPart extends Received {
  /** 1 to 10,000. */
  readonly number: number;
  /** Name in the folder of the session. */
  readonly file: string;
}

/** The file to delete, and the error if the new part was refused. */
interface Replaced {
  readonly file: string | undefined;
  readonly error?: CosError;
}

/** Open multipart uploads. All state is in the database, because parts may go to different processes. */
export class MultipartUploads {
  constructor(
    private readonly db: Database,
    private readonly folder: UploadFolder,
  ) {}

  /** Begins a multipart upload. @returns its UploadId */
  async begin(sessionKey: string, path: string): Promise<string> {
    const uploadId = randomBytes(24).toString('hex');
    await this.db.insertInto('cos_upload').values({ upload_id: uploadId, session_key: sessionKey, path }).execute();
    const excess = await this.db
      .selectFrom('cos_upload')
      .select('upload_id')
      .where('session_key', '=', sessionKey)
      .where('path', '=', path)
      .orderBy('create_time', 'desc')
      .offset(mostUploads)
      .execute();
    for (const { upload_id } of excess) await this.abort({ sessionKey, path, uploadId: upload_id });
    return uploadId;
  }

  /** The uploads of a session, by path and age. */
  list(sessionKey: string) {
    const all = this.db.selectFrom('cos_upload').selectAll();
    return all.where('session_key', '=', sessionKey).orderBy('path').orderBy('create_time').execute();
  }

  async isOpen(name: UploadName): Promise<boolean> {
    const { sessionKey, path, uploadId } = name;
    const found = await this.db
      .selectFrom('cos_upload')
      .select('upload_id')
      .where('upload_id', '=', uploadId)
      .where('session_key', '=', sessionKey)
      .where('path', '=', path)
      .executeTakeFirst();
    return found !== undefined;
  }

  /** @throws CosError NoSuchUpload */
  async checkOpen(name: UploadName): Promise<void> {
    if (!(await this.isOpen(name))) throw noSuchUpload();
  }

  /** Parts by number. @param after lists only parts with a larger number @param limit largest number of parts */
  async parts(uploadId: string, after = 0, limit?: number): Promise<Selectable<CosPartTable>[]> {
    const all = this.db.selectFrom('cos_part').selectAll().where('upload_id', '=', uploadId);
    const wanted = all.where('number', '>', after).orderBy('number');
    return (limit === undefined ? wanted : wanted.limit(limit)).execute();
  }

  /**
   * Adds a received part, or replaces the part with the same number.
   * @param most size limit of all parts, bytes
   * @param reservation of space for the part
   * @throws CosError NoSuchUpload, EntityTooLarge; the file is deleted then
   */
  async add(name: UploadName, part: NewPart, most: number, reservation?: Reservation): Promise<void> {
    const { sessionKey, uploadId } = name;
    const { number, file, size, md5, crc64 } = part;
    const replaced = await this.db.transaction().execute(async (trx): Promise<Replaced> => {
      // The lock also prevents other parts and a completion in the meantime.
      const touched = await trx
        .updateTable('cos_upload')
        .set({ update_time: new Date() })
        .where('upload_id', '=', uploadId)
        .executeTakeFirst();
      if (touched.numUpdatedRows === 0n) return { error: noSuchUpload(), file };
      const those = trx.selectFrom('cos_part').where('upload_id', '=', uploadId);
      const others = await those
        .select(sql<number>`coalesce(sum(size), 0)::bigint`.as('size'))
        .where('number', '<>', number)
        .executeTakeFirstOrThrow();
      if (others.size + size > most) {
        return { error: cosError('EntityTooLarge', `The parts together have more than ${most} bytes`), file };
      }
      const former = await those
        .select(['file', 'size', 'md5', 'crc64'])
        .where('number', '=', number)
        .executeTakeFirst();
      // The same part again, after a lost answer, changes nothing. A completion may be reading the old file.
      if (former?.md5 === md5 && former.size === size && former.crc64 === crc64) return { file };
      const values = { file, size, md5, crc64, create_time: new Date() };
      await trx
        .insertInto('cos_part')
        .values({ upload_id: uploadId, number, ...values })
        .onConflict((conflict) => conflict.columns(['upload_id', 'number']).doUpdateSet(values))
        .execute();
      await recount(trx, sessionKey);
      await reservation?.settle(trx);
      return { file: former?.file };
    });
    await this.folder.discard(sessionKey, [replaced.file]);
    if (replaced.error) throw replaced.error;
  }

  /**
   * Deletes a part whose file is damaged, so that the client sends it again.
   * @returns false when no part has this file
   */
  async deletePart({ sessionKey, uploadId }: UploadName, file: string): Promise<boolean> {
    const deleted = await this.db.transaction().execute(async (trx) => {
      const parts = trx.deleteFrom('cos_part').where('upload_id', '=', uploadId).where('file', '=', file);
      const { numDeletedRows } = await parts.executeTakeFirst();
      await recount(trx, sessionKey);
      return numDeletedRows > 0n;
    });
    if (!deleted) return false;
    await this.folder.discard(sessionKey, [file]);
    return true;
  }

  /** @returns false when the upload does not exist */
  async abort({ sessionKey, path, uploadId }: UploadName): Promise<boolean> {
    const files = await this.db.transaction().execute(async (trx) => {
      const open = await trx
        .selectFrom('cos_upload')
        .select('upload_id')
        .where('upload_id', '=', uploadId)
        .where('session_key', '=', sessionKey)
        .where('path', '=', path)
        .forUpdate()
        .executeTakeFirst();
      if (!open) return undefined;
      const parts = await trx.deleteFrom('cos_part').where('upload_id', '=', uploadId).returning('file').execute();
      await trx.deleteFrom('cos_upload').where('upload_id', '=', uploadId).execute();
      await recount(trx, sessionKey);
      return parts.map(({ file }) => file);
    });
    await this.folder.discard(sessionKey, files ?? []);
    return files !== undefined;
  }
}

export function noSuchUpload() {
  return cosError('NoSuchUpload', 'The upload of this object does not exist: it was completed, aborted or has expired');
}
