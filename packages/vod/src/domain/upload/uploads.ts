import type { Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Vault } from '../../store/secret/vault.js';
import type { Tables } from '../../store/tables/index.js';
import { apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import type { Grants } from '../cos/grant.js';
import type { UploadedObjects } from '../cos/objects.js';
import type { Media } from '../media/media.js';
import type { MediaLibrary } from '../media/media-library.js';
import type { MediaClasses } from '../media-class/media-classes.js';
import type { Procedures } from '../procedure/procedures.js';
import type { Tasks } from '../task/tasks.js';
import { beginUpload, type NewUpload, type OpenedUpload } from './begin.js';
import { commitSession } from './commit.js';
import { UploadGrants } from './grants.js';
import { checkOpenUploads, type UploadLimits } from './limits.js';
import { bindSignature } from './one-time-signature.js';
import { checkOwner, type Owner } from './owner.js';
import { classNotFound, procedureNotFound } from './refusals.js';
import { GRANT_MS, lockSession, RESUME_MS, readSession, type SessionRow, uploadNotFound } from './session.js';
import { sweepUploads } from './sweep.js';

export interface UploadsOptions {
  readonly db: Database;
  readonly vault: Vault;
  /** Id of the account, which is part of the name of its bucket. */
  readonly appId: number;
  /** The uploaded objects. */
  readonly objects: UploadedObjects;
  readonly media: MediaLibrary;
  readonly mediaClasses: MediaClasses;
  readonly procedures: Procedures;
  readonly tasks: Tasks;
  readonly limits: UploadLimits;
}

/** The media of a commit. */
export interface Committed {
  readonly fileId: string;
  /** Null when the upload only changed a cover: its signature may know the cover, but not the address of the media. */
  readonly storageKey: string | null;
  readonly coverKey: string | null;
}

/** Uploads: grants to put objects, and commits that make media of them. */
export class Uploads {
  /** The temporary credentials that may put objects. */
  readonly grants: Grants;
  readonly appId: number;
  /** Commits that run in this process, by session. */
  private readonly committing = new Map<string, Promise<Committed>>();

  constructor(private readonly options: UploadsOptions) {
    this.grants = new UploadGrants(options.db, options.vault);
    this.appId = options.appId;
  }

  /**
   * Begins an upload.
   * @throws ApiError InvalidParameterValue.ClassId, .Procedure, ResourceNotFound.FileNotExist,
   *   AuthFailure.UnauthorizedOperation, LimitExceeded
   * @param inTransaction runs in the transaction that opens the session
   */
  async begin(
    wanted: NewUpload,
    inTransaction: (trx: Transaction<Tables>, row: SessionRow) => Promise<void> = async () => {},
  ): Promise<OpenedUpload> {
    await this.check(wanted);
    const { db, vault, limits } = this.options;
    const { subAppId, owner } = wanted;
    const counted = { subAppId, keyId: owner.keyId, signature: owner.signature?.digest ?? null };
    return db.transaction().execute(async (trx) => {
      await checkOpenUploads(trx, limits, counted);
      const opened = await beginUpload(trx, vault, this.appId, wanted);
      await bindSignature(trx, owner, opened.row.session_key);
      await inTransaction(trx, opened.row);
      return opened;
    });
  }

  /**
   * Extends the time of the same credentials.
   * @throws ApiError InvalidParameterValue.VodSessionKey, also for an upload of somebody else, AuthFailure.UnauthorizedOperation,
   *   LimitExceeded
   */
  async resume(subAppId: number, sessionKey: string, owner: Owner): Promise<OpenedUpload> {
    const { db, vault, limits } = this.options;
    return db.transaction().execute(async (trx) => {
      const found = await readSession(trx, subAppId, sessionKey);
      checkOwner(found, owner);
      // An upload with expired credentials does not count until it is resumed.
      if (found.expire_time.getTime() <= Date.now()) {
        await checkOpenUploads(trx, limits, { subAppId, keyId: found.key_id, signature: found.signature });
      }
      const row = await lockSession(trx, found, owner.keyId);
      const now = Date.now();
      const until = Math.min(now + GRANT_MS, row.create_time.getTime() + RESUME_MS);
      if (row.commit_time !== null || until <= now) throw uploadNotFound(sessionKey);
      await bindSignature(trx, owner, sessionKey);
      const expire_time = new Date(until);
      await trx.updateTable('upload').set({ expire_time }).where('session_key', '=', sessionKey).execute();
      return { row: { ...row, expire_time }, secretKey: vault.open(row.secret_key, row.secret_id) };
    });
  }

  /**
   * Makes a media of the uploaded file, or changes the cover of one. All commits of an upload get the same answer.
   * @throws ApiError InvalidParameterValue.VodSessionKey, also for an upload of somebody else, .Procedure, ResourceNotFound,
   *   FailedOperation.MediaType, .CoverType, AuthFailure.UnauthorizedOperation
   */
  async commit(subAppId: number, sessionKey: string, owner: Owner): Promise<Committed> {
    const { db } = this.options;
    const row = await readSession(db, subAppId, sessionKey);
    checkOwner(row, owner);
    await db.transaction().execute((trx) => bindSignature(trx, owner, sessionKey));
    if (row.commit_time !== null) return this.committed(row);
    // Clients may repeat a commit before its response; the commits share one probe.
    const same = this.committing.get(sessionKey) ?? this.runCommit(row, owner);
    this.committing.set(sessionKey, same);
    return same.finally(() => this.committing.delete(sessionKey));
  }

  private async runCommit(row: SessionRow, { keyId }: Owner): Promise<Committed> {
    const { db, objects } = this.options;
    const { sub_app_id: subAppId, session_key: sessionKey } = row;
    try {
      const media = await commitSession(this.options, row, keyId);
      // Objects that cannot be deleted now are deleted by housekeeping.
      await objects.remove(sessionKey).catch(() => {});
      return committedOf(row, media);
    } catch (error) {
      // A simultaneous commit may have been faster, and has deleted the objects.
      const now = await readSession(db, subAppId, sessionKey);
      if (now.commit_time === null) throw error;
      return this.committed(now);
    }
  }

  /** Deletes uploads that can no longer be committed. @returns number of deleted uploads */
  async sweep(): Promise<number> {
    return sweepUploads(this.options.db, this.options.objects);
  }

  private async committed(row: SessionRow): Promise<Committed> {
    const { sub_app_id, file_id } = row;
    const media = await this.options.media.find(sub_app_id, file_id ?? '');
    if (media) return committedOf(row, media);
    throw apiError('ResourceNotFound', `Media ${file_id} of this upload was deleted`);
  }

  private async check({ subAppId, request, fileId }: NewUpload): Promise<void> {
    const { media, mediaClasses, procedures } = this.options;
    if (fileId !== undefined && !(await media.find(subAppId, fileId))) {
      throw apiError('ResourceNotFound.FileNotExist', `Media ${shown(fileId)} not found (fileId)`);
    }
    if (!request) return;
    const { classId, procedure } = request;
    if (!(await mediaClasses.tree(subAppId)).find(classId)) throw classNotFound(classId);
    if (procedure !== '' && !(await procedures.find(subAppId, procedure))) throw procedureNotFound(procedure);
  }
}

function committedOf({ wish }: SessionRow, { fileId, storageKey, coverKey }: Media): Committed {
  return { fileId, storageKey: wish === null ? null : storageKey, coverKey };
}
