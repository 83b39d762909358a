import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../store/database/database.js';
import { apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { sha256 } from '../../wire/signature/hash.js';
import type { Media } from '../media/media.js';
import type { MediaLibrary } from '../media/media-library.js';
import { canceled } from '../picture/canceled.js';
import { DerivedObjects } from '../picture/derived.js';
import type { PictureMaker } from '../picture/maker.js';
import { SharedWork } from '../picture/shared-work.js';
import { Failures } from './failures.js';
import { Leases } from './leases.js';
import type { UrlLimits } from './limits.js';
import { canonicalOptions, type Format, type UrlOptions } from './options.js';

export interface UrlAnimationsOptions {
  readonly db: Database;
  readonly media: MediaLibrary;
  readonly maker: Pick<PictureMaker, 'animation'>;
  readonly limits: UrlLimits;
}

/** A stored animation. */
export interface StoredAnimation {
  readonly storageKey: string;
  /** bytes */
  readonly size: number;
  /** Quoted. Identifies the bytes. */
  readonly etag: string;
}

/** What was done for requests since the start. */
export interface UrlAnimationCounts {
  /** Animations that were made. */
  readonly made: number;
  /** Requests for which the animation was stored already. */
  readonly stored: number;
  /** Animations that could not be made. */
  readonly failed: number;
}

/** Changes whenever the same options give other bytes than before. */
const VERSION = 1;

/** How often a process looks whether another one has made the animation, ms. */
const POLL_MS = 250;

/** Most stored animations of one media. */
const MAX_OF_MEDIA = 10_000;

/** The stored animations of URLs. */
export function urlObjects(db: Database, storage: MediaLibrary['storage'], { cache }: UrlLimits): DerivedObjects {
  return new DerivedObjects(db, storage, { ofMedia: MAX_OF_MEDIA, bytesOfMedia: cache, bytes: cache }, 'animation');
}

/** Animations that are made when their URL is requested for the first time, and then stored. */
export class UrlAnimations {
  private readonly objects: DerivedObjects;
  private readonly leases: Leases;
  private readonly failures = new Failures();
  private readonly shared = new SharedWork<StoredAnimation>();
  private readonly counted = { made: 0, stored: 0, failed: 0 };

  constructor(private readonly options: UrlAnimationsOptions) {
    const { db, media, limits } = options;
    this.objects = urlObjects(db, media.storage, limits);
    this.leases = new Leases(db);
  }

  get counts(): UrlAnimationCounts {
    return this.counted;
  }

  /**
   * Finds the media of a URL.
   * @param isAllowed whether the client may use its application. If not, it is as if the media did not exist
   * @throws ApiError ResourceNotFound
   */
  async find(fileId: string, isAllowed: (subAppId: number) => Promise<boolean>): Promise<Media> {
    const media = await this.options.media.findAnywhere(fileId);
    if (media && (await isAllowed(media.subAppId))) {
      if (media.storageKey !== null) return media;
      throw apiError('ResourceNotFound', `The original of media ${fileId} was deleted (FileId)`);
    }
    throw apiError('ResourceNotFound.FileNotExist', `Media ${shown(fileId)} not found (FileId)`);
  }

  /**
   * Returns the animation, which is made unless it is stored. Requests for equal animations at the same time cause one encoding, also
   * those of other processes with the same database.
   * @param signal of the client. The work is aborted when all clients have gone
   * @throws ApiError InvalidParameterValue, LimitExceeded, FailedOperation, ServiceUnavailable
   */
  async get(media: Media, format: Format, options: UrlOptions, signal: AbortSignal): Promise<StoredAnimation> {
    const name = sha256(JSON.stringify([VERSION, media.storageKey, canonicalOptions(options, format)]));
    const stored = await this.stored(media, name);
    if (stored) this.counted.stored += 1;
    return (
      stored ??
      this.shared.run(name, signal, {
        make: (ending) => this.make(media, name, { ...options, format }, ending),
        take: async (made) => made,
      })
    );
  }

  private async make(
    media: Media,
    name: string,
    options: UrlOptions & { readonly format: Format },
    signal: AbortSignal,
  ): Promise<StoredAnimation> {
    for (;;) {
      this.failures.check(name);
      const lease = await this.leases.take(name);
      if (lease === undefined) await delay(POLL_MS, undefined, { signal }).catch(() => {});
      if (signal.aborted) {
        await lease?.release();
        throw canceled();
      }
      try {
        // Another process may have made it before this one got the lease.
        const stored = await this.stored(media, name);
        if (stored) return stored;
        if (lease) return await this.encode(media, name, options, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        this.counted.failed += 1;
        this.failures.add(name, error);
        throw error;
      } finally {
        await lease?.release();
      }
    }
  }

  private async encode(
    media: Media,
    name: string,
    options: UrlOptions & { readonly format: Format },
    signal: AbortSignal,
  ): Promise<StoredAnimation> {
    const { media: library, maker, limits } = this.options;
    const { subAppId, storageKey } = media;
    const source = { subAppId, file: await library.storage.localPath(storageKey ?? ''), signal };
    const { file, md5 } = await maker.animation(source, options, limits);
    const { size } = file;
    file.discard();
    await file.release((path) =>
      this.objects.store(media, name, { file: path, type: options.format, facts: { md5 }, size }),
    );
    this.counted.made += 1;
    const stored = await this.stored(media, name);
    if (stored) return stored;
    await this.find(media.fileId, async () => true);
    throw apiError(
      'ServiceUnavailable',
      'The animation was deleted at once, because the disk is full; try again later',
    );
  }

  private async stored({ fileId }: Media, name: string): Promise<StoredAnimation | undefined> {
    const found = await this.objects.locate(fileId, name);
    if (!found) return undefined;
    const { storageKey, size, facts } = found;
    return { storageKey, size, etag: `"${String(facts.md5)}"` };
  }
}
