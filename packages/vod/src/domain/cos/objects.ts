import { stat } from 'node:fs/promises';
import type { Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Tables } from '../../store/tables/index.js';
import { UploadFolder } from './folder.js';

/** An object that was uploaded whole. */
export interface UploadedObject {
  /** Absolute path of its bytes. */
  readonly file: string;
  /** bytes */
  readonly size: number;
  /** In its quotes. */
  readonly etag: string;
  /** CRC-64/XZ, decimal; undefined: not known. */
  readonly crc64?: string | undefined;
}

export interface UploadedObjects {
  /** undefined: not there, or not whole */
  find(sessionKey: string, path: string): Promise<UploadedObject | undefined>;
  /** Forgets all of a session, with its bytes. */
  remove(sessionKey: string): Promise<void>;
}

/** What a row says of an object that is whole. */
export interface WholeObject {
  readonly sessionKey: string;
  readonly path: string;
  /** Name in the folder of the session. */
  readonly file: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** CRC-64/XZ, decimal; null: not known. */
  readonly crc64: string | null;
  /** Of the upload that it was put together from. */
  readonly uploadId?: string;
}

/** A row is written once the bytes are on the disk, and makes them the object: what no row names is nobody's. */
export class Objects implements UploadedObjects {
  readonly folder: UploadFolder;

  /** @param root folder of all uploads, on the file system of the media; made when the first one comes */
  constructor(
    private readonly db: Database,
    root: string,
  ) {
    this.folder = new UploadFolder(root);
  }

  async find(sessionKey: string, path: string): Promise<UploadedObject | undefined> {
    const row = await this.row(sessionKey, path);
    if (!row) return undefined;
    const file = this.folder.pathOf(sessionKey, row.file);
    // Whoever takes an object in moves its file away before it is removed here.
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

  /** Makes it the object of its path. @returns the file of the one that it takes the place of, which nothing needs then */
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
