import { probe as probeInProcess } from '@cliploop/core';
import type { Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { Lookups } from '../../store/database/lookups.js';
import type { Storage } from '../../store/storage/storage.js';
import type { UrlOf } from '../../store/storage/url.js';
import type { Tables } from '../../store/tables/index.js';
import { addMedia, type NewMedia, type OnAdded, type ProbeFile } from './add.js';
import type { Animation } from './animation.js';
import { animationsOf } from './animations.js';
import { changeMedia, type MediaChange } from './change.js';
import { type DeletePart, deleteExpired, deleteMedia, deleteRest, type OnDeleted } from './delete.js';
import { GRACE_MS, markIncoming, sweepMarked } from './deletion-marks.js';
import { type Media, mediaOf, notExpired } from './media.js';
import { recordAnimation } from './record-animation.js';
import { type SearchResult, searchMedia } from './search.js';
import type { MediaQuery } from './search-query.js';
import { SearchTurns } from './search-turns.js';

interface MediaLibraryOptions {
  readonly db: Database;
  /** For searches. Default: `db`. */
  readonly search?: Database | undefined;
  /** For the part of deletions that continues after their return. Default: `db`. */
  readonly background?: Database | undefined;
  readonly storage: Storage;
  readonly urlOf: UrlOf;
  /** Default: `probe` of core in this process. */
  readonly probe?: ProbeFile | undefined;
  /** See OnAdded. Default: nothing. */
  readonly onAdded?: OnAdded | undefined;
  /** See OnDeleted. Default: nothing. */
  readonly onDeleted?: OnDeleted | undefined;
}

/** The media of the applications and their animations: rows in the database, bytes in the storage. */
export class MediaLibrary {
  readonly storage: Storage;
  readonly urlOf: UrlOf;
  private readonly db: Database;
  private readonly searchDb: Database;
  private readonly background: Database;
  private readonly byId = new Lookups((fileIds: readonly string[]) => this.read(fileIds));
  private readonly searchTurns = new SearchTurns();
  private readonly stopping = new AbortController();
  private deletingRest: Promise<void> | undefined;
  private readonly probe: ProbeFile;
  private readonly onAdded: OnAdded;
  private readonly onDeleted: OnDeleted;

  constructor(options: MediaLibraryOptions) {
    const { db, search = db, background = db, storage, urlOf, probe = (file) => probeInProcess(file) } = options;
    const { onAdded = async () => {}, onDeleted = async () => {} } = options;
    this.db = db;
    this.searchDb = search;
    this.background = background;
    this.storage = storage;
    this.urlOf = urlOf;
    this.probe = probe;
    this.onAdded = onAdded;
    this.onDeleted = onDeleted;
  }

  /** Adds a local file. @throws CliploopError if it is not a media file; then nothing was stored */
  add(media: NewMedia): Promise<Media> {
    return addMedia(this.db, this.storage, this.probe, this.onAdded, media);
  }

  /** Finds a media of an application that has not expired. */
  async find(subAppId: number, fileId: string): Promise<Media | undefined> {
    const [found] = await this.list(subAppId, [fileId]);
    return found;
  }

  /** Finds a media of any application that has not expired. The caller checks whether the client may use its application. */
  findAnywhere(fileId: string): Promise<Media | undefined> {
    return this.byId.find(fileId);
  }

  /** The existing media among these, in the order of `fileIds`. */
  async list(subAppId: number, fileIds: readonly string[]): Promise<Media[]> {
    if (fileIds.length === 0) return [];
    const rows = await this.db
      .selectFrom('media')
      .selectAll()
      .where('sub_app_id', '=', subAppId)
      .where('file_id', 'in', fileIds)
      .where(notExpired)
      .execute();
    const byId = new Map(rows.map((row) => [row.file_id, mediaOf(row)]));
    return [...new Set(fileIds)].flatMap((fileId) => byId.get(fileId) ?? []);
  }

  /** A page of the media that match. @throws ApiError RequestLimitExceeded, InternalError.GetMediaListError */
  search(subAppId: number, query: MediaQuery): Promise<SearchResult> {
    return this.searchTurns.run(subAppId, () => searchMedia(this.searchDb, subAppId, query));
  }

  /** See changeMedia. */
  change(subAppId: number, fileId: string, change: MediaChange): Promise<Media> {
    return changeMedia(this.db, this.storage, { subAppId, fileId }, change);
  }

  /** The animations of each media, sorted by definition and time. See `animationsOf` for the limits. */
  animations(fileIds: readonly string[]): Promise<Map<string, Animation[]>> {
    return animationsOf(this.db, fileIds);
  }

  /**
   * Marks a file as incoming. Call this before a file is stored for which there is no row yet: if the process crashes in between,
   * the sweep deletes the file a day later.
   */
  async markIncoming(storageKey: string): Promise<void> {
    await markIncoming(this.db, [storageKey]);
  }

  /**
   * Records an animation whose file is stored. It replaces one of the same media, definition and times, whose file is deleted
   * later.
   * @throws ApiError ResourceNotFound.FileNotExist if the media was deleted
   */
  recordAnimation(trx: Transaction<Tables>, fileId: string, animation: Animation): Promise<void> {
    return recordAnimation(trx, fileId, animation);
  }

  /**
   * Deletes a media with its animations, or only the given parts. If it has many animations, most are deleted after the return.
   * @throws ApiError ResourceNotFound
   */
  async delete(subAppId: number, fileId: string, parts: readonly DeletePart[] = []): Promise<void> {
    const isRest = await deleteMedia(this.db, this.storage, this.onDeleted, { subAppId, fileId, parts });
    if (isRest) this.startDeletingRest();
  }

  /** Deletes expired media. @returns number of deleted media */
  async expire(stop?: AbortSignal): Promise<number> {
    return deleteExpired(this.db, this.storage, this.onDeleted, stop);
  }

  /** Deletes the animations that are left of deleted media. @returns number of deleted animations */
  async deleteRest(stop?: AbortSignal): Promise<number> {
    return deleteRest(this.db, this.storage, stop);
  }

  /** Ends what `delete` has left. Housekeeping, or the next start, continues it. */
  async close(): Promise<void> {
    this.stopping.abort();
    await this.deletingRest;
  }

  private async read(fileIds: readonly string[]): Promise<Map<string, Media>> {
    const rows = await this.db
      .selectFrom('media')
      .selectAll()
      .where('file_id', 'in', fileIds)
      .where(notExpired)
      .execute();
    return new Map(rows.map((row) => [row.file_id, mediaOf(row)]));
  }

  /** One at a time. One that is running also deletes what was added meanwhile, or housekeeping does. */
  private startDeletingRest(): void {
    this.deletingRest ??= deleteRest(this.background, this.storage, this.stopping.signal)
      .catch(() => {})
      .then(() => {
        this.deletingRest = undefined;
      });
  }

  /**
   * Deletes files that no row has referred to for `age` milliseconds, and incoming files that were never recorded.
   * @param age default: one day
   * @param stop ends it early
   * @returns number of deleted files
   */
  async sweep(age = GRACE_MS, stop?: AbortSignal): Promise<number> {
    await this.storage.tidy(GRACE_MS);
    return sweepMarked(this.db, this.storage, age, stop);
  }
}
