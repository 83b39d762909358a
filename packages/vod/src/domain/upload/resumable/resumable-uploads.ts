import { randomBytes } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../../../store/database/database.js';
import type { Tables } from '../../../store/tables/index.js';
import type { UploadMetadata, UploadRequest } from '../../../store/tables/upload.js';
import { apiError } from '../../../wire/error/api-error.js';
import { CosError } from '../../cos/errors.js';
import type { Objects } from '../../cos/objects.js';
import { type Reservation, recount, type Space } from '../../cos/space.js';
import { MAX_UPLOAD_MS, PAUSE_MS } from '../session.js';
import type { Uploads } from '../uploads.js';
import { Commits } from './commits.js';
import { openAt, receiveAt } from './received-file.js';
import { noSuchResumable, type Resumable, readResumable } from './row.js';
import { firstLease, Writer } from './writer.js';

export interface ResumableOptions {
  readonly db: Database;
  readonly uploads: Uploads;
  /** The object store. A complete upload becomes one of its objects. */
  readonly objects: Objects;
  /** Limits the bytes of uploads that are not committed. */
  readonly space: Space;
  /** Largest file, bytes. */
  readonly maxSize: number;
  /** Called for errors of the machine or the database. */
  readonly failed: (error: Error) => void;
}

/** An upload to begin. */
export interface NewResumable {
  readonly subAppId: number;
  /** SecretId of the caller. */
  readonly keyId: string;
  /** bytes */
  readonly size: number;
  readonly request: UploadRequest;
  readonly metadata: UploadMetadata;
}

/** Uploads with tus: bytes arrive in order, in any number of requests and processes; the whole file becomes a media. */
export class ResumableUploads {
  readonly commits: Commits;

  constructor(private readonly options: ResumableOptions) {
    this.commits = new Commits(options);
  }

  /** Largest file, bytes. */
  get maxSize(): number {
    return this.options.maxSize;
  }

  /** @param onWanted called when another request wants to write */
  writer(id: string, onWanted: () => void): Writer {
    return new Writer(this.options.db, id, onWanted);
  }

  /** Begins an upload that only `writer` may write to at first. @returns its id @throws ApiError */
  async create(
    { subAppId, keyId, size, request, metadata }: NewResumable,
    writerOf: (id: string) => Writer,
  ): Promise<Resumable> {
    const { uploads, maxSize, db } = this.options;
    if (size < 1)
      throw apiError('InvalidParameterValue', 'The file is empty (Upload-Length is 0); upload another file');
    if (size > maxSize) {
      const message = `The file must have at most ${maxSize} bytes, got ${size} (Upload-Length)`;
      throw apiError('RequestSizeLimitExceeded', message);
    }
    const began = performance.now();
    let writer: Writer | undefined;
    const insert = async (trx: Transaction<Tables>, { session_key }: { session_key: string }): Promise<void> => {
      writer = writerOf(session_key);
      const file = randomBytes(16).toString('hex');
      const lease = { writer: writer.token, writer_until: firstLease() };
      const values = { session_key, size, file, metadata: JSON.stringify(metadata), ...lease };
      await trx.insertInto('resumable_upload').values(values).execute();
    };
    const { row } = await uploads.begin({ subAppId, owner: { keyId }, request, lifetime: PAUSE_MS }, insert);
    writer?.keep(began);
    const created = await readResumable(db, row.session_key);
    if (!created) throw noSuchResumable(row.session_key);
    return created;
  }

  /** @returns undefined for an upload that does not exist or has ended */
  find(id: string): Promise<Resumable | undefined> {
    return readResumable(this.options.db, id);
  }

  /**
   * Appends bytes. The last byte starts the commit.
   * @param length bytes that the client announces
   * @returns bytes from the start of the file that are on the disk
   * @throws ApiError, Interrupted, NoSpace
   */
  async append(upload: Resumable, writer: Writer, length: number, body: AsyncIterable<Uint8Array>): Promise<number> {
    const { objects, space } = this.options;
    const { id, size, received, file } = upload;
    if (received === size || length === 0) return received;
    const reservation = await space.reserve(id, length).catch((error: unknown) => {
      throw error instanceof CosError ? apiError('LimitExceeded', error.message, error) : error;
    });
    const { folder } = objects;
    try {
      const hold = folder.space.hold(length);
      const { handle, has } = await openAt(folder, id, file, received);
      let at = has;
      try {
        if (has < received) {
          await this.record(upload, writer, has);
          throw apiError(
            'ResourceInUse',
            `Of ${received} bytes, ${has} are left; ask for Upload-Offset, and continue there`,
          );
        }
        const record = (bytes: number): Promise<void> => this.record(upload, writer, bytes);
        at = await receiveAt(handle, body, {
          ...{ offset: received, size, hold, record },
          mayWrite: () => writer.mayWrite,
        });
      } finally {
        hold.release();
        await handle.close();
        await this.settle(upload, writer, reservation);
      }
      if (at === size) this.commits.start(upload);
      return at;
    } finally {
      await reservation.release();
    }
  }

  /**
   * Ends an upload and deletes its file.
   * @throws ApiError ResourceInUse for a file that is a media already
   */
  async remove({ id }: Resumable): Promise<void> {
    const { db, objects } = this.options;
    await db.transaction().execute(async (trx) => {
      const upload = trx.selectFrom('upload').select('commit_time').where('session_key', '=', id).forUpdate();
      const row = await upload.executeTakeFirst();
      if (!row) throw noSuchResumable(id);
      if (row.commit_time !== null) {
        throw apiError('ResourceInUse', 'The file of this upload is a media already; delete the media instead');
      }
      await trx.deleteFrom('upload').where('session_key', '=', id).execute();
    });
    await objects.remove(id);
  }

  /** @throws ApiError ResourceNotFound when another request writes, or the upload was deleted */
  private async record({ id }: Resumable, { token }: Writer, received: number): Promise<void> {
    const row = this.options.db.updateTable('resumable_upload').set({ received });
    const { numUpdatedRows } = await row.where('session_key', '=', id).where('writer', '=', token).executeTakeFirst();
    if (numUpdatedRows === 0n) throw noSuchResumable(id);
  }

  /** Counts what arrived. A complete file becomes an object, which commits read. */
  private async settle({ id, size, path, file }: Resumable, { token }: Writer, reservation: Reservation) {
    const { db, objects } = this.options;
    await db.transaction().execute(async (trx) => {
      const mine = trx.selectFrom('resumable_upload').select('received').where('session_key', '=', id);
      const row = await mine.where('writer', '=', token).forUpdate().executeTakeFirst();
      if (!row) return;
      if (row.received === size) {
        await objects.put(trx, { sessionKey: id, path, file, size, etag: file, crc64: null });
      }
      // Each request gives the client as much time as the first one.
      const latest = sql`create_time + make_interval(secs => ${MAX_UPLOAD_MS / 1000})`;
      const next = sql`now() + make_interval(secs => ${PAUSE_MS / 1000})`;
      const expire_time = sql<Date>`greatest(expire_time, least(${next}, ${latest}))`;
      await trx.updateTable('upload').set({ expire_time }).where('session_key', '=', id).execute();
      await recount(trx, id);
      await reservation.settle(trx);
    });
  }
}
