import { stat } from 'node:fs/promises';
import type { Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Tables } from '../../store/tables/index.js';
import { type Space, UploadFolder } from './folder.js';

/** A completely uploaded object. */
export interface UploadedObject {
  /** Absolute path of the file. */
  readonly file: string;
  /** bytes */
  readonly size: number;
  /** With quotes. */
  readonly etag: string;
  /** CRC-64/XZ, decimal; undefined: unknown. */
  readonly crc64?: string | undefined;
}

export interface UploadedObjects {
  /** @returns undefined for a missing or incomplete object */
  find(sessionKey: string, path: string): Promise<UploadedObject | undefined>;
  /** Deletes all objects of a session with their files. */
  remove(sessionKey: string): Promise<void>;
}

/** The row of a complete object. */
export interface WholeObject {
  readonly sessionKey: string;
  readonly path: string;
  /** Name in the folder of the session. */
  readonly file: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** CRC-64/XZ, decimal; null: unknown. */
  readonly crc64: string | null;
  /** Multipart upload that made the object. */
  readonly uploadId?: string;
}

/** Uploaded objects. The row of an object is written after its file. Files without a row are deleted by housekeeping. */
export class Objects implements UploadedObjects {
  readonly folder: UploadFolder;

  /**
   * @param root folder of all uploads, on the file system of the media; created by the first upload
   * @param space default: unlimited
   */
  constructor(
    private readonly db: Database,
    root: string,
    space?: Space,
  ) {
    this.folder = new UploadFolder(root, space);
  }

  async find(sessionKey: string, path: string): Promise<UploadedObject | undefined> {
    const row = await this.row(sessionKey, path);
    if (!row) return undefined;
    const file = this.folder.pathOf(sessionKey, row.file);
    // A commit moves the file away before it deletes the object.
    const stats = await stat(file).catch(() => undefined);
    if (stats?.size !== row.size) return undefined;
    return { file, size: row.size, etag: `"${row.etag}"`, crc64: row.crc64 ?? undefined };
  }

  async remove(sessionKey: string): Promise<void> {
    await this.db.transaction().execute(async (trx) => {
      await trx.deleteFrom('cos_upload').where('session_key', '=', sessionKey).execute();
      await trx.deleteFrom('cos_object').where('session_key', '=', sessionKey).execute();
    });
    await this.folder.clear(sessionKey);
  }

  row(sessionKey: string, path: string) {
    const all = this.db.selectFrom('cos_object').selectAll();
    return all.where('session_key', '=', sessionKey).where('path', '=', path).executeTakeFirst();
  }

  /** Stores an object under its path. @returns the file of the object that it replaces, which can be deleted */
  async put(trx: Transaction<Tables>, whole: WholeObject): Promise<string | undefined> {
    const { sessionKey, path, file, size, etag, crc64, uploadId = null } = whole;
    const former = await trx
      .selectFrom('cos_object')
      .select('file')
      .where('session_key', '=', sessionKey)
      .where('path', '=', path)
      .forUpdate()
      .executeTakeFirst();
    const values = { file, size, etag, crc64, upload_id: uploadId, create_time: new Date() };
    await trx
      .insertInto('cos_object')
      .values({ session_key: sessionKey, path, ...values })
      .onConflict((conflict) => conflict.columns(['session_key', 'path']).doUpdateSet(values))
      .execute();
    return former?.file;
  }
}
