import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fetcher } from '@cliploop/fetch';
import type { MediaLibrary } from '../../domain/media/media-library.js';
import type { Failure } from '../../domain/task/failure.js';
import { Overtaken, type PullAttempt, type Pulls } from '../../domain/task/pulls.js';
import { isAway } from '../../store/database/away.js';
import type { Queue, TakenJob } from '../../store/queue/queue.js';
import type { PullJob } from '../../store/queue/queues.js';
import { Consumer, type Verdict } from '../consumer.js';
import { pulse } from '../heartbeat.js';
import { ProbeError } from '../media-process/prober.js';
import { Allowance, type PullLimits } from './allowance.js';
import { coverLimits, type FetchedCover, fetchCover } from './fetch-cover.js';
import { fetchSource } from './source.js';
import { sourceFailure } from './source-error.js';

export interface PullReport extends PullJob {
  /** `ErrCodeExt`; OK when it went well, `Retry` when it is to be tried again. */
  readonly code: string;
  readonly message?: string;
  readonly seconds: number;
}

export interface PullerOptions {
  readonly queue: Queue<PullJob>;
  readonly pulls: Pulls;
  readonly media: MediaLibrary;
  readonly fetcher: Pick<Fetcher, 'download'>;
  /** Folder for what is being fetched. */
  readonly scratch: string;
  readonly limits: PullLimits;
  /** Sources at a time. Default 4. */
  readonly slots?: number;
  readonly log: (error: Error) => void;
  /** Hears of every attempt that ended. */
  readonly report?: ((report: PullReport) => void) | undefined;
}

/** Attempts at one pull, whatever became of them: a source on which the whole process dies must not go on for ever. */
const ATTEMPTS = 30;
/** Passing failures that one pull may have. */
const FAULTS = 3;

/** What an attempt came to. */
interface End {
  readonly retry?: string;
  readonly failure?: Failure;
}

/** Fetches the sources of tasks and makes them media. */
export class Puller {
  private readonly consumers: readonly Consumer<PullJob>[];

  constructor(private readonly options: PullerOptions) {
    const { queue, slots = 4, log } = options;
    const work = (job: TakenJob<PullJob>, stop: AbortSignal): Promise<Verdict> => this.work(job, stop);
    this.consumers = Array.from({ length: slots }, () => new Consumer({ queue, work, log }));
  }

  start(): void {
    for (const consumer of this.consumers) consumer.start();
  }

  /** Takes no more; what is under way is handed back. */
  async stop(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
  }

  private async work({ id, data }: TakenJob<PullJob>, stop: AbortSignal): Promise<Verdict> {
    const { pulls, scratch, report } = this.options;
    const began = performance.now();
    const attempt = await pulls.begin(data.taskId, id);
    if (!attempt) return {};
    if (attempt.number > ATTEMPTS) {
      await pulls.fail(attempt, {
        code: 'InternalError',
        message: `The service was ended ${ATTEMPTS} times at this source`,
      });
      return {};
    }
    const folder = join(scratch, randomBytes(16).toString('hex'));
    await mkdir(folder);
    try {
      const { retry, failure } = await this.attempt(attempt, folder, stop);
      const seconds = (performance.now() - began) / 1000;
      const message = retry ?? failure?.message;
      const code = retry === undefined ? (failure?.code ?? 'OK') : 'Retry';
      report?.({ ...data, code, ...(message !== undefined && { message }), seconds });
      return retry === undefined ? {} : { retry };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async attempt(attempt: PullAttempt, folder: string, stop: AbortSignal): Promise<End> {
    const over = new AbortController();
    const end = (): void => over.abort();
    stop.addEventListener('abort', end);
    if (stop.aborted) end();
    let share = 0;
    // 100 is for what is a media.
    const quiet = pulse(() => this.options.pulls.progress(attempt, Math.min(99, share * 100)), end);
    try {
      await this.pull(attempt, folder, over.signal, (now) => {
        share = now;
      });
      return {};
    } catch (error) {
      if (stop.aborted) return { retry: 'the worker stops' };
      // Its rows say so already.
      if (error instanceof Overtaken || over.signal.aborted) return {};
      const failure = sourceFailure(error);
      const passing = error instanceof ProbeError && error.retryable;
      if (failure && !passing) return this.fail(attempt, failure);
      // No fault of this pull.
      if (isAway(error)) throw error;
      await this.options.pulls.failed(attempt);
      if (attempt.faults + 1 < FAULTS) throw error;
      this.options.log(error as Error);
      return this.fail(attempt, failure ?? { code: 'InternalError', message: 'The source could not be stored' });
    } finally {
      stop.removeEventListener('abort', end);
      quiet();
    }
  }

  private async fail(attempt: PullAttempt, failure: Failure): Promise<End> {
    await this.options.pulls.fail(attempt, failure);
    return { failure };
  }

  /** Fetches the source, and its cover, and makes them a media. */
  private async pull(
    attempt: PullAttempt,
    folder: string,
    stop: AbortSignal,
    onProgress: (share: number) => void,
  ): Promise<void> {
    const { fetcher, limits, media, pulls } = this.options;
    const { upload, cover_url, ...wanted } = attempt.pull;
    const source = await fetchSource(wanted, folder, new Allowance(fetcher, limits, stop), onProgress);
    const { cover, problem = '' }: FetchedCover =
      cover_url === ''
        ? {}
        : await fetchCover(cover_url, join(folder, 'cover'), new Allowance(fetcher, coverLimits, stop));
    await media.add({
      subAppId: attempt.task.sub_app_id,
      ...source,
      sourceType: 'Upload',
      sourceContext: upload?.sourceContext,
      classId: upload?.classId,
      expireTime: upload?.expireTime == null ? null : new Date(upload.expireTime),
      cover,
      within: (trx, added) => pulls.succeed(trx, attempt, added, media.urlOf, problem),
    });
  }
}
