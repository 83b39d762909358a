import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanResult } from '@cliploop/core';
import { animateSchema, usualFor } from '@cliploop/core/schema';
import { canceled } from '../../domain/picture/canceled.js';
import { MadeFile } from '../../domain/picture/made-file.js';
import {
  MAX_STILLS,
  type MadePreview,
  type PictureMaker as Maker,
  type PictureSource,
  type PreviewLimits,
  type StillsFacts,
  type StillsOptions,
  type UrlAnimationLimits,
  type UrlAnimationOptions,
} from '../../domain/picture/maker.js';
import type { AnimationOptions } from '../../domain/settings/resolve.js';
import { defaultUrlLimits, MAX_BYTES } from '../../domain/url-animation/limits.js';
import { urlOptionParams } from '../../domain/url-animation/options.js';
import type { DiskSpace } from '../../store/health/disk-space.js';
import { LaneFull } from '../../store/lanes.js';
import { ApiError, apiError } from '../../wire/error/api-error.js';
import { ChildPool, type ChildPoolOptions, PoolClosed } from '../media-process/child-pool.js';
import { frameMemory } from '../media-process/frame-memory.js';
import type { AnimateJob, ChildResult, ChildWork } from '../media-process/protocol.js';
import { type NameOf, refusalOf, stoppedRefusal } from './refusal.js';

export interface PictureMakerOptions extends Pick<ChildPoolOptions, 'memory' | 'sandbox' | 'main'> {
  /** Creates the folder for unfinished files if it does not exist, and returns its path. */
  readonly scratch: () => Promise<string>;
  /** Default: unlimited. */
  readonly space?: Pick<DiskSpace, 'check'> | undefined;
  /** Animations of URLs of one application that wait. Default: as `defaultUrlLimits`. */
  readonly urlQueue?: number | undefined;
}

/** Largest picture of stills, bytes. */
const MAX_PICTURE = 32 * 2 ** 20;
const TOO_LARGE = 'The stills do not fit in one picture; choose a smaller Width or Height, or fewer stills';
/** Somebody waits for a picture, so that its process has the priority of the service. */
const NICENESS = 0;
/** Animations of URLs get less CPU time than the service and previews, and as much as tasks. */
const URL_NICENESS = 5;
/** CPU time of an animation of a URL, as a multiple of its time limit. */
const URL_CPU_FACTOR = 3;
/** Longest wait for a media process. With the work, it is within the time limit of a request. */
const MAX_WAIT_MS = 14_000;
/** Limits of CPU time and duration, seconds. */
const stillsLimits = { cpuLimit: 20, timeLimit: 25 };
const previewLimits = { cpuLimit: 60, timeLimit: 25 };

/**
 * Makes stills, plans, previews and animations of URLs in media processes of their own. Previews cannot delay stills, animations of URLs
 * cannot delay either, and an application cannot delay those of others.
 */
export class PictureMaker implements Maker {
  private readonly stillsPool: ChildPool;
  private readonly previewPool: ChildPool;
  private readonly urlPool: ChildPool;
  private readonly maxMemory: number;

  constructor(private readonly options: PictureMakerOptions) {
    const { memory, sandbox, main, urlQueue = defaultUrlLimits.queue } = options;
    const common = {
      memory,
      sandbox,
      main,
      slots: 4,
      atOnce: 2,
      maxWaitMs: MAX_WAIT_MS,
      spare: true,
      niceness: NICENESS,
    };
    this.stillsPool = new ChildPool({ ...common, maxWaiting: 64 });
    this.previewPool = new ChildPool({ ...common, maxWaiting: 8 });
    this.urlPool = new ChildPool({ ...common, spare: false, niceness: URL_NICENESS, maxWaiting: urlQueue });
    this.maxMemory = frameMemory(memory);
  }

  async stills(source: PictureSource, options: StillsOptions): Promise<{ file: MadeFile; facts: StillsFacts }> {
    const { sheet, times, ...given } = options;
    const sprite = sheet && { sprite: true, ...sheet };
    const most = sheet ? Math.min(MAX_STILLS, sheet.columns * sheet.rows) : 1;
    const limits = { maxFrames: most, maxOutputBytes: MAX_PICTURE, ...this.limits(stillsLimits.timeLimit) };
    return this.toFile(given.format, MAX_PICTURE, async (output) => {
      const job = { ...given, ...(times && { times: [...times] }), ...sprite, limits, input: source.file, output };
      const done = await this.run(this.stillsPool, source, { kind: 'stills', job }, stillsLimits).catch((error) => {
        if (most === MAX_STILLS || causeOf(error) !== 'LIMIT_FRAMES') throw error;
        throw apiError('LimitExceeded', TOO_LARGE);
      });
      if (done.kind !== 'pictured') throw wrongJob();
      const { size: _, sheets, ...facts } = done.result;
      if (sheets > 1) throw apiError('LimitExceeded', TOO_LARGE);
      return { file: await MadeFile.open(output), facts };
    });
  }

  async plan(source: PictureSource, animation: AnimationOptions): Promise<PlanResult> {
    const job = { ...animation, input: source.file, limits: this.limits(stillsLimits.timeLimit) };
    const done = await this.run(this.stillsPool, source, { kind: 'plan', job }, stillsLimits);
    if (done.kind !== 'planned') throw wrongJob();
    return done.result;
  }

  async preview(source: PictureSource, animation: AnimationOptions, limits: PreviewLimits): Promise<MadePreview> {
    const { bytes, longEdge } = limits;
    const seconds = limits.seconds * paceOf(animation);
    const bounds = { maxDuration: seconds, maxOutputBytes: bytes, ...this.limits(previewLimits.timeLimit) };
    return this.toFile(animation.format, bytes, async (output) => {
      let job: AnimateJob = { ...animation, input: source.file, output, limits: bounds };
      const cut = { shortened: false, reduced: false };
      for (;;) {
        const work = { kind: 'animate', job, maxEdge: longEdge } as const;
        const done = await this.run(this.previewPool, source, work, previewLimits).catch((error: unknown) => {
          if (cut.shortened || causeOf(error) !== 'LIMIT_DURATION') throw error;
        });
        if (done === undefined) {
          cut.shortened = true;
          const { end: _, ...open } = withoutBudget(job);
          job = { ...open, duration: seconds };
        } else if (done.kind === 'oversized' && !cut.reduced) {
          cut.reduced = true;
          job = { ...withoutBudget(job), ...reduced(done, longEdge) };
        } else if (done.kind === 'animated') {
          const { frames, width, height, start, end, md5, seam, fitted } = done.result;
          const file = await MadeFile.open(output);
          return { file, frames, width, height, start, end, md5, seam, fitted, seconds: done.seconds, ...cut };
        } else throw wrongJob();
      }
    });
  }

  async animation(
    source: PictureSource,
    options: UrlAnimationOptions,
    { maxSegment, maxPixels, timeout }: UrlAnimationLimits,
  ): Promise<{ file: MadeFile; md5: string }> {
    const limits = { maxDuration: maxSegment, maxOutputBytes: MAX_BYTES, ...this.limits(timeout) };
    return this.toFile(options.format, MAX_BYTES, async (output) => {
      const job: AnimateJob = { ...options, input: source.file, output, limits };
      const work = { kind: 'animate', job, maxPixels } as const;
      const time = { cpuLimit: timeout * URL_CPU_FACTOR, timeLimit: timeout, names: urlName };
      const done = await this.run(this.urlPool, source, work, time).catch((error: unknown) => {
        if (!(error instanceof ApiError) || error.code !== 'RequestLimitExceeded') throw error;
        throw apiError('ServiceUnavailable', error.message);
      });
      if (done.kind === 'animated') return { file: await MadeFile.open(output), md5: done.result.md5 };
      if (done.kind !== 'oversized') throw wrongJob();
      const size = `${done.width}x${done.height} (${done.width * done.height} pixels)`;
      const message = `The animation would have ${size}, which is more than the ${maxPixels} pixels that this service allows`;
      throw apiError('LimitExceeded', `${message}; choose a smaller width or height`);
    });
  }

  /** Makes space on a full disk: deleted files keep theirs while a media process has them open. */
  freeSpace(): void {
    this.stillsPool.freeSpace();
    this.previewPool.freeSpace();
    this.urlPool.freeSpace();
  }

  /** Aborts the running work, and ends the media processes. */
  async end(): Promise<void> {
    await Promise.all([this.stillsPool, this.previewPool, this.urlPool].map((pool) => pool.end()));
  }

  private limits(seconds: number) {
    return { maxMemory: this.maxMemory, timeoutMs: seconds * 1000 };
  }

  /** Passes the path of a new file to `make`. The file is removed when that fails. */
  private async toFile<T>(extension: string, bytes: number, make: (output: string) => Promise<T>): Promise<T> {
    this.options.space?.check(bytes);
    const output = join(await this.options.scratch(), `${randomBytes(16).toString('hex')}.${extension}`);
    try {
      return await make(output);
    } catch (error) {
      await rm(output, { force: true });
      throw error;
    }
  }

  private async run(
    pool: ChildPool,
    { subAppId, signal }: PictureSource,
    work: ChildWork,
    { cpuLimit, timeLimit, names }: { cpuLimit: number; timeLimit: number; names?: NameOf },
  ): Promise<ChildResult> {
    const limits = { cpuLimit, timeLimit };
    const outcome = await pool.run({ subAppId, work, signal, ...limits }).catch((error: unknown) => {
      if (error instanceof PoolClosed) throw apiError('ServiceUnavailable', 'The service stops; try again later');
      if (signal.aborted) throw canceled();
      if (!(error instanceof LaneFull)) throw error;
      const message = `The application has too many requests for pictures (${error.message}); try again later`;
      throw apiError('RequestLimitExceeded', message);
    });
    if (outcome.kind === 'stopped') throw stoppedRefusal(outcome, limits);
    if (outcome.kind !== 'failed') return outcome;
    throw outcome.code === 'ABORTED' ? canceled() : refusalOf(outcome, names);
  }
}

/** The options without a number of bytes, which a part of the animation does not have to meet. */
function withoutBudget({ maxBytes: _, reduce: __, for: service, ...job }: AnimateJob): AnimateJob {
  const name = animateSchema.for.field.parse(service);
  if (name === undefined) return job;
  const { reduce: ___, ...usual } = usualFor(name, job);
  return { ...usual, ...job };
}

/** The options for the same animation with a smaller size, px. Both sides are at least 16. */
function reduced({ width, height }: { width: number; height: number }, longEdge: number) {
  const factor = longEdge / Math.max(width, height);
  const scaled = (side: number): number => Math.max(16, Math.round(side * factor));
  return { width: scaled(width), height: scaled(height), resolutionAdaptive: false };
}

/** Messages about URLs name the options as they are. */
const urlName = (option: string): string | undefined => (Object.hasOwn(urlOptionParams, option) ? option : undefined);

/** The code of the engine. */
function causeOf(error: unknown): unknown {
  return error instanceof ApiError ? error.cause : undefined;
}

function wrongJob(): Error {
  return new Error('The media process sent the result of another job');
}

/** Seconds of the video for each second of the animation. */
function paceOf({ speed, playback }: AnimationOptions): number {
  const { num, den } = animateSchema.speed.field.parse(speed) ?? { num: 1, den: 1 };
  return num / den / (playback === 'boomerang' ? 2 : 1);
}
