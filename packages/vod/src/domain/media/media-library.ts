import { probe as probeInProcess } from '@cliploop/core';
import type { Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Storage } from '../../store/storage/storage.js';
import type { UrlOf } from '../../store/storage/url.js';
import type { Tables } from '../../store/tables/index.js';
import { addMedia, type NewMedia, type OnAdded, type ProbeFile } from './add.js';
import { type Animation, animationOf } from './animation.js';
import { changeMedia, type MediaChange } from './change.js';
import { type DeletePart, deleteExpired, deleteMedia, type OnDeleted } from './delete.js';
import { GRACE, noteIncoming, sweep } from './deletion-marks.js';
import { type Media, mediaOf } from './media.js';
import { recordAnimation } from './record-animation.js';
import { type Found, type MediaQuery, searchMedia } from './search.js';

export interface MediaLibraryOptions {
  readonly db: Database;
  readonly storage: Storage;
  readonly urlOf: UrlOf;
  /** Default: in this process. */
  readonly probe?: ProbeFile | undefined;
  /** See OnAdded. Default: nothing. */
  readonly onAdded?: OnAdded | undefined;
  /** See OnDeleted. Default: nothing. */
  readonly onDeleted?: OnDeleted | undefined;
}

/** The media of the applications and what was made of them: rows in the database, bytes in the storage. */
export class MediaLibrary {
  readonly storage: Storage;
  readonly urlOf: UrlOf;
  private readonly db: Database;
  private readonly probe: ProbeFile;
  private readonly onAdded: OnAdded;
  private readonly onDeleted: OnDeleted;

  constructor(options: MediaLibraryOptions) {
    const { db, storage, urlOf, probe = probeInProcess } = options;
    const { onAdded = async () => {}, onDeleted = async () => {} } = options;
    this.db = db;
    this.storage = storage;
    this.urlOf = urlOf;
    this.probe = probe;
    this.onAdded = onAdded;
    this.onDeleted = onDeleted;
  }

  /** Takes a local file in. Throws CliploopError for what is no media; nothing is left then. */
  add(media: NewMedia): Promise<Media> {
    return addMedia(this.db, this.storage, this.probe, this.onAdded, media);
  }

  /** Undefined for what is unknown, another application's or expired. */
  async find(subAppId: number, fileId: string): Promise<Media | undefined> {
    const [found] = await this.list(subAppId, [fileId]);
    return found;
  }

  /** Those that there are, in the order asked for. */
  async list(subAppId: number, fileIds: readonly string[]): Promise<Media[]> {
    if (fileIds.length === 0) return [];
    const rows = await this.db
      .selectFrom('media')
      .selectAll()
      .where('sub_app_id', '=', subAppId)
      .where('file_id', 'in', fileIds)
      .where((of) => of.or([of('expire_time', 'is', null), of('expire_time', '>', new Date())]))
      .execute();
    const byId = new Map(rows.map((row) => [row.file_id, mediaOf(row)]));
    return [...new Set(fileIds)].flatMap((fileId) => byId.get(fileId) ?? []);
  }

  /** Those that match, a page of them. */
  search(subAppId: number, query: MediaQuery): Promise<Found> {
    return searchMedia(this.db, subAppId, query);
  }

  /** Changes what is given. Throws ApiError ResourceNotFound.FileNotExist, LimitExceeded of tags and key frames. */
  change(subAppId: number, fileId: string, change: MediaChange): Promise<Media> {
    return changeMedia(this.db, this.storage, { subAppId, fileId }, change);
  }

  /** Of each of the media, by definition and time. */
  async animations(fileIds: readonly string[]): Promise<Map<string, Animation[]>> {
    const found = new Map<string, Animation[]>(fileIds.map((fileId) => [fileId, []]));
    if (fileIds.length === 0) return found;
    const rows = await this.db
      .selectFrom('animation')
      .selectAll()
      .where('file_id', 'in', fileIds)
      .orderBy('definition')
      .orderBy('start_time')
      .orderBy('end_time')
      .execute();
    for (const row of rows) found.get(row.file_id)?.push(animationOf(row));
    return found;
  }

  /**
   * Call this before the storage adopts a file that no row names yet: should the process die in between, the file is
   * swept a day later.
   */
  async announce(storageKey: string): Promise<void> {
    await noteIncoming(this.db, [storageKey]);
  }

  /**
   * Notes an animation whose file is stored; one of the same media, definition and times is replaced and its file swept
   * later. Throws ApiError ResourceNotFound.FileNotExist when the media was deleted meanwhile.
   */
  recordAnimation(trx: Transaction<Tables>, fileId: string, animation: Animation): Promise<void> {
    return recordAnimation(trx, fileId, animation);
  }

  /**
   * Deletes a media and everything that was made of it, or only the parts given.
   * @throws ApiError ResourceNotFound
   */
  delete(subAppId: number, fileId: string, parts: readonly DeletePart[] = []): Promise<void> {
    return deleteMedia(this.db, this.storage, this.onDeleted, { subAppId, fileId, parts });
  }

  /** Deletes what has expired. @returns how many */
  async expire(stop?: AbortSignal): Promise<number> {
    return deleteExpired(this.db, this.storage, this.onDeleted, stop);
  }

  /**
   * Removes files that nothing has needed for `age` milliseconds (default a day), and those that were on their way for
   * more than a day. @param stop ends it early @returns how many
   */
  async sweep(age = GRACE, stop?: AbortSignal): Promise<number> {
    await this.storage.tidy(GRACE);
    return sweep(this.db, this.storage, age, stop);
  }
}
