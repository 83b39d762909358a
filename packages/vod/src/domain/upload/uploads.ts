import type { Database } from '../../store/database/database.js';
import type { Vault } from '../../store/secret/vault.js';
import { apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import type { Grants } from '../cos/grant.js';
import type { UploadedObjects } from '../cos/objects.js';
import type { Media } from '../media/media.js';
import type { MediaLibrary } from '../media/media-library.js';
import type { MediaClasses } from '../media-class/media-classes.js';
import type { Procedures } from '../procedure/procedures.js';
import type { Tasks } from '../task/tasks.js';
import { beginUpload, type NewUpload, type Opened } from './begin.js';
import { commitSession } from './commit.js';
import { UploadGrants } from './grants.js';
import { markUsed, type OneTime } from './mark.js';
import { missingClass, missingFlow } from './refusals.js';
import { grantTime, lifetime, lockSession, over, readSession, type SessionRow } from './session.js';
import { sweepUploads } from './sweep.js';

export interface UploadsOptions {
  readonly db: Database;
  readonly vault: Vault;
  /** Of the account: a part of its bucket's name. */
  readonly appId: number;
  /** What was uploaded. */
  readonly objects: UploadedObjects;
  readonly media: MediaLibrary;
  readonly mediaClasses: MediaClasses;
  readonly procedures: Procedures;
  readonly tasks: Tasks;
}

/** Uploads of media: leave to put objects, and then a media of them. */
export class Uploads {
  /** Who may put objects, and which. */
  readonly grants: Grants;
  readonly appId: number;
  /** By session: what this process is at. */
  private readonly committing = new Map<string, Promise<Media>>();

  constructor(private readonly options: UploadsOptions) {
    this.grants = new UploadGrants(options.db, options.vault);
    this.appId = options.appId;
  }

  /**
   * Begins an upload.
   * @param oneTime the signature that asks for it, when it is good for one upload
   * @throws ApiError InvalidParameterValue.ClassId, .Procedure, ResourceNotFound.FileNotExist,
   *   AuthFailure.UnauthorizedOperation
   */
  async begin(wanted: NewUpload, oneTime?: OneTime): Promise<Opened> {
    await this.check(wanted);
    const { db, vault } = this.options;
    return db.transaction().execute(async (trx) => {
      const opened = await beginUpload(trx, vault, this.appId, wanted);
      if (oneTime) await markUsed(trx, oneTime, opened.row.session_key);
      return opened;
    });
  }

  /** Gives the same credentials again, for longer. Throws ApiError InvalidParameterValue.VodSessionKey. */
  async resume(subAppId: number, sessionKey: string, oneTime?: OneTime): Promise<Opened> {
    const { db, vault } = this.options;
    return db.transaction().execute(async (trx) => {
      const row = await lockSession(trx, await readSession(trx, subAppId, sessionKey));
      const now = Date.now();
      const until = Math.min(now + grantTime, row.create_time.getTime() + lifetime);
      if (row.commit_time !== null || until <= now) throw over(sessionKey, 'the upload is over; begin another one');
      if (oneTime) await markUsed(trx, oneTime, sessionKey);
      const expire_time = new Date(until);
      await trx.updateTable('upload').set({ expire_time }).where('session_key', '=', sessionKey).execute();
      return { row: { ...row, expire_time }, secretKey: vault.open(row.secret_key, row.secret_id) };
    });
  }

  /**
   * Makes a media of what was uploaded, or changes the cover of one. Of commits of the same upload, all have the same answer.
   * @throws ApiError InvalidParameterValue.VodSessionKey, .Procedure, ResourceNotFound, FailedOperation.MediaType, .CoverType
   */
  async commit(subAppId: number, sessionKey: string, oneTime?: OneTime): Promise<Media> {
    const { db } = this.options;
    const row = await readSession(db, subAppId, sessionKey);
    if (oneTime) await db.transaction().execute((trx) => markUsed(trx, oneTime, sessionKey));
    if (row.commit_time !== null) return this.committed(row);
    // Clients that grow impatient ask again: one probe is enough for all of them.
    const same = this.committing.get(sessionKey) ?? this.carryOut(row);
    this.committing.set(sessionKey, same);
    return same.finally(() => this.committing.delete(sessionKey));
  }

  private async carryOut(row: SessionRow): Promise<Media> {
    const { db, objects } = this.options;
    const { sub_app_id: subAppId, session_key: sessionKey } = row;
    try {
      const media = await commitSession(this.options, row);
      // What cannot be removed now is swept later.
      await objects.remove(sessionKey).catch(() => {});
      return media;
    } catch (error) {
      // One that came at the same time may have been first; then the bytes are gone, too.
      const now = await readSession(db, subAppId, sessionKey);
      if (now.commit_time === null) throw error;
      return this.committed(now);
    }
  }

  /** Forgets what is over. @returns how many uploads */
  async sweep(): Promise<number> {
    return sweepUploads(this.options.db, this.options.objects);
  }

  private async committed({ sub_app_id, file_id }: SessionRow): Promise<Media> {
    const media = await this.options.media.find(sub_app_id, file_id ?? '');
    if (media) return media;
    throw apiError('ResourceNotFound', `This upload became the media ${file_id}, which was deleted`);
  }

  private async check({ subAppId, wish, fileId }: NewUpload): Promise<void> {
    const { media, mediaClasses, procedures } = this.options;
    if (fileId !== undefined && !(await media.find(subAppId, fileId))) {
      throw apiError('ResourceNotFound.FileNotExist', `Media ${shown(fileId)} not found (fileId)`);
    }
    if (!wish) return;
    const { classId, procedure } = wish;
    if (!(await mediaClasses.tree(subAppId)).find(classId)) throw missingClass(classId);
    if (procedure !== '' && !(await procedures.find(subAppId, procedure))) throw missingFlow(procedure);
  }
}
