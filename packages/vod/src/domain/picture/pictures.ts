import type { PlanResult } from '@cliploop/core';
import type { Database } from '../../store/database/database.js';
import type { JsonObject } from '../../store/tables/column.js';
import { apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { sha256 } from '../../wire/signature/hash.js';
import type { Media } from '../media/media.js';
import type { MediaLibrary } from '../media/media-library.js';
import type { AnimationOptions } from '../settings/resolve.js';
import { type DerivedLimits, DerivedObjects } from './derived.js';
import { Gate } from './gate.js';
import type { Body, MadeFile } from './made-file.js';
import type { PictureMaker, PictureSource, StillsFacts } from './maker.js';
import { type Preview, Previews } from './preview.js';
import { SharedWork } from './shared-work.js';
import { type StillsParams, stillsOptions } from './stills-options.js';

export interface PicturesOptions {
  readonly db: Database;
  readonly media: MediaLibrary;
  readonly maker: PictureMaker;
  /** Whether there is space for derived objects. Default: always. */
  readonly hasSpace?: (() => boolean) | undefined;
  /** Called when a picture cannot be stored. */
  readonly warn: (error: Error) => void;
  readonly limits?: DerivedLimits | undefined;
}

/** The stills of a request, which are in the storage or can be made. */
export interface Stills {
  /** Identifies the bytes, also before they are made. */
  readonly etag: string;
  /** Whether they are the frames that were asked for, instead of key frames near them. */
  readonly exact: boolean;
  get(signal: AbortSignal): Promise<{ body: Body; facts: StillsFacts }>;
}

/** Pictures that are stored at the same time. Further ones are not stored. */
const MAX_STORING = 8;

/** Changes whenever the same options give other bytes than before. */
const VERSION = 2;

/** Pictures of media, for programs that show them. */
export class Pictures {
  readonly derived: DerivedObjects;
  /** Every request for a picture runs in it. */
  readonly gate = new Gate();
  private readonly previews: Previews;
  private readonly sharedStills = new SharedWork<
    { file: MadeFile; facts: StillsFacts },
    { body: Body; facts: StillsFacts }
  >();
  private readonly sharedPlans = new SharedWork<PlanResult>();
  private readonly sharedPreviews = new SharedWork<Preview>();
  private readonly storing = new Set<Promise<void>>();

  constructor(private readonly options: PicturesOptions) {
    this.derived = new DerivedObjects(options.db, options.media.storage, options.limits);
    this.previews = new Previews(options.maker);
  }

  /** @throws ApiError ResourceNotFound */
  async stills(subAppId: number, fileId: string, params: StillsParams): Promise<Stills> {
    const media = await this.find(subAppId, fileId);
    const options = stillsOptions(params, media.meta);
    const name = sha256(JSON.stringify([VERSION, media.storageKey, Object.entries(options).sort()]));
    const get = async (signal: AbortSignal): Promise<{ body: Body; facts: StillsFacts }> => {
      const stored = await this.derived.find(fileId, name);
      if (stored) {
        const { object, facts } = stored;
        return { body: bodyOf(object), facts: facts as unknown as StillsFacts };
      }
      return this.sharedStills.run(`${fileId} ${name}`, signal, {
        make: async (ending) => {
          const made = await this.options.maker.stills(await this.source(media, ending), options);
          this.store(media, name, { ...made, type: options.format });
          return made;
        },
        take: async ({ file, facts }) => ({ body: await file.copy(), facts }),
        free: ({ file }) => file.discard(),
      });
    };
    return { etag: `"${name.slice(0, 32)}"`, exact: options.keyFrames !== true, get };
  }

  /** Finds what a task with these settings would make. @throws ApiError */
  async plan(subAppId: number, fileId: string, animation: AnimationOptions, signal: AbortSignal): Promise<PlanResult> {
    const media = await this.find(subAppId, fileId);
    return this.sharedPlans.run(keyOf(media, animation), signal, {
      make: async (ending) => this.options.maker.plan(await this.source(media, ending), animation),
      take: async (result) => result,
    });
  }

  /** See Previews.make. @throws ApiError */
  async preview(
    subAppId: number,
    fileId: string,
    animation: AnimationOptions,
    { name, signal }: { readonly name: string | undefined; readonly signal: AbortSignal },
  ): Promise<Preview> {
    const media = await this.find(subAppId, fileId);
    const key = keyOf(media, animation);
    const { signal: ending, end } = this.previews.begin(name, key, signal);
    try {
      return await this.sharedPreviews.run(key, ending, {
        make: async (all) => {
          const made = await this.previews.make(await this.source(media, all), animation);
          await made.file.release();
          return made;
        },
        take: async (made) => ({ ...made, file: await made.file.copy() }),
        free: ({ file }) => file.discard(),
      });
    } finally {
      end();
    }
  }

  /** Waits until the pictures are stored. */
  async close(): Promise<void> {
    await Promise.all(this.storing);
  }

  /** @throws ApiError ResourceNotFound */
  private async find(subAppId: number, fileId: string): Promise<Media> {
    const media = await this.options.media.find(subAppId, fileId);
    if (!media) throw apiError('ResourceNotFound.FileNotExist', `Media ${shown(fileId)} not found (FileId)`);
    if (media.storageKey !== null) return media;
    throw apiError('ResourceNotFound', `The original of media ${fileId} was deleted (FileId)`);
  }

  private async source({ subAppId, storageKey }: Media, signal: AbortSignal): Promise<PictureSource> {
    const file = await this.options.media.storage.localPath(storageKey ?? '');
    return { subAppId, file, signal };
  }

  /** The answer does not wait for it. */
  private store(media: Media, name: string, made: { file: MadeFile; facts: StillsFacts; type: string }): void {
    const { hasSpace = () => true, warn } = this.options;
    const { file, type } = made;
    const facts = made.facts as unknown as JsonObject;
    const keep = (path: string) => this.derived.store(media, name, { file: path, type, facts, size: file.size });
    const stored = file.release(this.storing.size < MAX_STORING && hasSpace() ? keep : undefined).catch(warn);
    this.storing.add(stored);
    void stored.then(() => this.storing.delete(stored));
  }
}

/** Identifies what is made of a media with some settings. */
function keyOf({ fileId, storageKey }: Media, animation: AnimationOptions): string {
  return JSON.stringify([fileId, storageKey, Object.entries(animation).sort()]);
}

function bodyOf({ size, stream }: { size: number; stream: import('node:stream').Readable }): Body {
  return { size, open: () => stream, discard: () => void stream.destroy() };
}
