import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fetcher } from '@cliploop/fetch';
import type { NewMedia } from '../../domain/media/add.js';
import type { MediaLibrary } from '../../domain/media/media-library.js';
import { type Attempt, type Attempts, Overtaken } from '../../domain/task/attempts.js';
import type { Failure } from '../../domain/task/failure.js';
import { pullInput } from '../../domain/task/pull.js';
import type { Pulls } from '../../domain/task/pulls.js';
import { isAway } from '../../store/database/away.js';
import type { DiskSpace } from '../../store/health/disk-space.js';
import { faultOf } from '../../store/health/faults.js';
import type { Queue, TakenJob } from '../../store/queue/queue.js';
import { Consumer, type JobOutcome } from '../consumer.js';
import { type Beat, withHeartbeat } from '../heartbeat.js';
import { ProbeError } from '../media-process/prober.js';
import { Allowance, type Gate, type PullLimits } from './allowance.js';
import { coverLimits, type FetchedCover, fetchCover } from './fetch-cover.js';
import { Hosts } from './hosts.js';
import { fetchSource } from './source.js';
import { sourceFailure } from './source-error.js';

export interface PullReport {
  readonly taskId: string;
  /** `ErrCodeExt`; OK: the source is a media; Retry: it will be tried again. */
  readonly code: string;
  /** Reason of a failure or a retry. */
  readonly message?: string;
  /** Duration of the attempt. */
  readonly seconds: number;
}

export interface PullerOptions {
  readonly queue: Queue;
  readonly attempts: Attempts;
  readonly pulls: Pulls;
  readonly media: MediaLibrary;
  readonly fetcher: Pick<Fetcher, 'download'>;
  /** Folder for unfinished files. */
  readonly scratch: string;
  readonly limits: PullLimits;
  /** Default: unlimited. */
  readonly space?: Pick<DiskSpace, 'hold' | 'check'> | undefined;
  /** See ConsumerOptions. */
  readonly ready?: ((stop: AbortSignal) => Promise<void>) | undefined;
  /** Number of sources fetched at the same time, of which one application gets at most half. Default 16. */
  readonly slots?: number;
  readonly log: (error: Error) => void;
  /** Called at the end of every attempt. */
  readonly report?: ((report: PullReport) => void) | undefined;
}

/** Maximum attempts at one pull, successful or not: a source that crashes the process must not be tried forever. */
const MAX_ATTEMPTS = 30;
/** Transient failures of one pull. */
const MAX_FAULTS = 3;

/** Pause until the file of a busy application is read again. */
const BUSY_PAUSE_MS = 1_000;

interface AttemptEnd {
  readonly retry?: string;
  readonly failure?: Failure;
}

/** Fetches the sources of tasks and adds them to the media library. */
export class Puller {
  private readonly consumer: Consumer;
  private readonly hosts = new Hosts();

  constructor(private readonly options: PullerOptions) {
    const { queue, slots = 16, log, ready } = options;
    const work = (job: TakenJob, stop: AbortSignal): Promise<JobOutcome> => this.work(job, stop);
    this.consumer = new Consumer({ queue, slots, reserve: 'half', work, log, ready });
  }

  start(): void {
    this.consumer.start();
  }

  /** Takes no more jobs, and returns the running ones to the queue. */
  async stop(): Promise<void> {
    await this.consumer.stop();
  }

  private async work({ taskId, position }: TakenJob, stop: AbortSignal): Promise<JobOutcome> {
    const { attempts, pulls, scratch, report } = this.options;
    const began = performance.now();
    const attempt = await attempts.begin({ taskId, position });
    if (!attempt) return {};
    if (attempt.number > MAX_ATTEMPTS) {
      const message = `The service ended or had no space ${MAX_ATTEMPTS} times while it fetched this source`;
      await pulls.fail(attempt, { code: 'InternalError', message });
      return {};
    }
    const folder = join(scratch, randomBytes(16).toString('hex'));
    await mkdir(folder);
    try {
      const { retry, failure } = await this.attempt(attempt, folder, stop);
      const seconds = (performance.now() - began) / 1000;
      const message = retry ?? failure?.message;
      const code = retry === undefined ? (failure?.code ?? 'OK') : 'Retry';
      report?.({ taskId, code, ...(message !== undefined && { message }), seconds });
      return retry === undefined ? {} : { retry };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private attempt(attempt: Attempt, folder: string, stop: AbortSignal): Promise<AttemptEnd> {
    const { attempts, log } = this.options;
    const store = (percent: number) => attempts.progress(attempt, percent);
    return withHeartbeat({ stop, store }, async (beat) => {
      try {
        await this.pull(attempt, folder, beat);
        return {};
      } catch (error) {
        if (stop.aborted) return { retry: 'the worker stops' };
        // The rows have the end of the task already.
        if (error instanceof Overtaken || beat.signal.aborted) return {};
        const failure = sourceFailure(error);
        const transient = error instanceof ProbeError && error.retryable;
        if (failure && !transient) return this.fail(attempt, failure);
        // The failure does not count against the pull.
        if (isAway(error) || faultOf(error)) throw error;
        await attempts.failed(attempt);
        if (attempt.faults + 1 < MAX_FAULTS) throw error;
        log(error as Error);
        return this.fail(attempt, failure ?? { code: 'InternalError', message: 'The source could not be stored' });
      }
    });
  }

  private async fail(attempt: Attempt, failure: Failure): Promise<AttemptEnd> {
    await this.options.pulls.fail(attempt, failure);
    return { failure };
  }

  /** Fetches the source and its cover, and adds them to the media library. */
  private async pull(attempt: Attempt, folder: string, { signal, setProgress }: Beat): Promise<void> {
    const { fetcher, limits, media, pulls, space } = this.options;
    const { upload, coverUrl, ...wanted } = pullInput(attempt.subTask);
    // 100 % is for a source that has become a media.
    const onProgress = (share: number) => setProgress(Math.min(99, share * 100));
    const gate: Gate = (url, ended, download) => this.hosts.run(url, attempt.task.sub_app_id, ended, download);
    const source = await fetchSource(wanted, folder, new Allowance(fetcher, limits, signal, gate, space), onProgress);
    const { cover, problem = '' }: FetchedCover =
      coverUrl === ''
        ? {}
        : await fetchCover(coverUrl, join(folder, 'cover'), new Allowance(fetcher, coverLimits, signal, gate, space));
    const added: NewMedia = {
      subAppId: attempt.task.sub_app_id,
      ...source,
      sourceType: 'Upload',
      sourceContext: upload?.sourceContext,
      classId: upload?.classId,
      expireTime: upload?.expireTime == null ? null : new Date(upload.expireTime),
      cover,
      inTransaction: (trx, added) => pulls.succeed(trx, attempt, added, media.urlOf, problem),
    };
    while (!(await this.add(added, signal))) await delay(BUSY_PAUSE_MS, undefined, { signal }).catch(() => {});
  }

  /** @returns false while the application has too many files that wait to be read; the source need not be fetched again */
  private async add(newMedia: NewMedia, signal: AbortSignal): Promise<boolean> {
    try {
      await this.options.media.add(newMedia);
      return true;
    } catch (error) {
      if (error instanceof ProbeError && error.code === 'PROBES_BUSY' && !signal.aborted) return false;
      throw error;
    }
  }
}
