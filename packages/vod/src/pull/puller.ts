import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FetchError, type Fetcher } from '../fetch/index.js';
import type { MediaLibrary } from '../media/media-library.js';
import type { Queue, TakenJob } from '../queue/queue.js';
import type { PullJob } from '../queue/queues.js';
import { type Failure, failureOf } from '../task/failure.js';
import { Consumer, type Verdict } from '../worker/consumer.js';
import { ProbeError } from '../worker/prober.js';
import { pulse } from '../worker/pulse.js';
import { Overtaken, type PullAttempt, type Pulls } from './pulls.js';

export interface PullLimits {
  /** Bytes that a source may have. */
  readonly size: number;
  /** Seconds that fetching one may take. */
  readonly time: number;
}

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
    const file = join(scratch, randomBytes(16).toString('hex'));
    try {
      const { retry, failure } = await this.attempt(attempt, file, stop);
      const seconds = (performance.now() - began) / 1000;
      const message = retry ?? failure?.message;
      const code = retry === undefined ? (failure?.code ?? 'OK') : 'Retry';
      report?.({ ...data, code, ...(message !== undefined && { message }), seconds });
      return retry === undefined ? {} : { retry };
    } finally {
      await rm(file, { force: true });
    }
  }

  private async attempt(attempt: PullAttempt, file: string, stop: AbortSignal): Promise<End> {
    try {
      await this.fetch(attempt, file, stop);
      await this.take(attempt, file);
      return {};
    } catch (error) {
      if (stop.aborted) return { retry: 'the worker stops' };
      // Its rows say so already.
      if (error instanceof Overtaken || (error instanceof FetchError && error.code === 'ABORTED')) return {};
      const failure = pullFailure(error);
      if (failure) return this.fail(attempt, failure);
      await this.options.pulls.failed(attempt);
      if (attempt.faults + 1 < FAULTS) throw error;
      this.options.log(error as Error);
      return this.fail(attempt, { code: 'InternalError', message: 'The source could not be stored' });
    }
  }

  private async fail(attempt: PullAttempt, failure: Failure): Promise<End> {
    await this.options.pulls.fail(attempt, failure);
    return { failure };
  }

  private async fetch(attempt: PullAttempt, to: string, stop: AbortSignal): Promise<void> {
    const { fetcher, limits, pulls } = this.options;
    const over = new AbortController();
    const end = (): void => over.abort();
    stop.addEventListener('abort', end);
    if (stop.aborted) end();
    let percent = 0;
    const quiet = pulse(() => pulls.progress(attempt, percent), end);
    try {
      await fetcher.download(attempt.url, {
        to,
        maxBytes: limits.size,
        totalTimeoutMs: limits.time * 1000,
        signal: over.signal,
        onProgress: ({ bytes, total }) => {
          // 100 is for what is a media.
          if (total) percent = Math.min(99, (bytes * 100) / total);
        },
      });
    } finally {
      stop.removeEventListener('abort', end);
      quiet();
    }
  }

  private async take(attempt: PullAttempt, file: string): Promise<void> {
    const { media, pulls } = this.options;
    const { task, name } = attempt;
    await media.add({
      subAppId: task.sub_app_id,
      file,
      name: name.replace(/\.[^.]+$/, ''),
      type: /\.([^.]+)$/.exec(name)?.[1],
      sourceType: 'Upload',
      sourceContext: '',
      within: (trx, added) => pulls.succeed(trx, attempt, added, media.urlOf(added.storageKey ?? '')),
    });
  }
}

/** @returns undefined for what is no fault of the source */
function pullFailure(error: unknown): Failure | undefined {
  if (error instanceof ProbeError) return failureOf(error.code, error.message);
  if (!(error instanceof FetchError)) return undefined;
  const code =
    error.code === 'TOO_LARGE' ? 'SourceFileError.ContentUnsupported' : 'SourceFileError.DownloadNotAccessible';
  return { code, message: error.message };
}
