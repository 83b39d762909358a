import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Transaction } from 'kysely';
import type { MediaLibrary } from '../../domain/media/media-library.js';
import type { Attempt, Attempts } from '../../domain/task/attempts.js';
import { type Failure, failureOf } from '../../domain/task/failure.js';
import type { AnimatedGraphicInput } from '../../domain/task/task.js';
import type { AnimatedGraphicsTemplate } from '../../domain/template/template.js';
import type { Templates } from '../../domain/template/templates.js';
import type { TakenJob } from '../../store/queue/queue.js';
import type { SubTaskJob } from '../../store/queue/queues.js';
import { objectKey } from '../../store/storage/key.js';
import type { Tables } from '../../store/tables/index.js';
import { ApiError } from '../../wire/error/api-error.js';
import type { TaskErrorCode } from '../../wire/error/task-codes.js';
import type { Verdict } from '../consumer.js';
import { pulse } from '../heartbeat.js';
import { type Cause, ChildDied, MediaChild } from '../media-process/media-child.js';
import type { Animated, ChildOutcome } from '../media-process/protocol.js';

export interface Limits {
  /** Seconds of video that a segment may have. */
  readonly segment: number;
  /** Seconds that one attempt may take. */
  readonly time: number;
  /** Bytes of memory that a media process may have. */
  readonly memory: number;
}

export interface SlotTools {
  readonly attempts: Attempts;
  readonly templates: Templates;
  readonly media: MediaLibrary;
  /** Folder for results that are being made. */
  readonly scratch: string;
  readonly limits: Limits;
  /** How many threads the next job may use: its share of the cores. */
  readonly threads: () => number;
  /** See MediaChildOptions. */
  readonly main?: string | undefined;
  /** Hears of every attempt that ended. */
  readonly report?: ((report: AttemptReport) => void) | undefined;
}

/** What became of one attempt at a sub-task. */
export interface AttemptReport extends SubTaskJob {
  readonly attempt: number;
  /** `ErrCodeExt`; OK: it went well; Retry: it is to be tried again; Void: it counted no more. */
  readonly code: TaskErrorCode | 'OK' | 'Retry' | 'Void';
  /** Words about a failure. */
  readonly message?: string;
  /** Seconds from the sub-task's creation to this attempt. */
  readonly waitSeconds: number;
  /** Of this attempt. */
  readonly seconds: number;
  /** Seconds of it that the media process decoded and encoded. */
  readonly encodeSeconds: number;
  /** Absent when there was no such template. */
  readonly format?: 'gif' | 'webp';
}

/** The media process died at work. */
interface Death {
  readonly kind: 'died';
  readonly cause: Cause | undefined;
}

/** What an attempt came to. */
interface End {
  readonly retry?: string;
  readonly failure?: Failure;
  /** Somebody aborted the task, or took it over. */
  readonly over?: boolean;
  readonly encodeSeconds?: number;
  readonly format?: 'gif' | 'webp';
}

/** Jobs after which a media process is replaced, whatever its health. */
const LIFE = 100;
/** Deaths of the media process, and passing failures, that one sub-task may have. */
const FAULTS = 3;

/** The same for what is wrong with this machine: some ten minutes, as the pauses grow. */
const PATIENCE = 15;

/** Beyond a job's own limit, ms. */
const GRACE = 15_000;

/** Does one job at a time, in a media process that is kept warm. */
export class Slot {
  private child: MediaChild;

  constructor(private readonly tools: SlotTools) {
    this.child = this.newChild();
  }

  /** Never throws for what is wrong with the job; throws when the database or the storage does not answer. */
  async work({ id, data }: TakenJob<SubTaskJob>, stop: AbortSignal): Promise<Verdict> {
    const began = performance.now();
    const attempt = await this.tools.attempts.begin(data, id);
    if (!attempt) return {};
    const waitSeconds = (Date.now() - attempt.task.create_time.getTime()) / 1000;
    const { retry, failure, over = false, encodeSeconds = 0, format } = await this.attempt(attempt, stop);
    this.tools.report?.({
      ...data,
      attempt: attempt.number,
      code: over ? 'Void' : retry === undefined ? (failure?.code ?? 'OK') : 'Retry',
      ...(failure && { message: failure.message }),
      ...(retry !== undefined && { message: retry }),
      waitSeconds,
      seconds: (performance.now() - began) / 1000,
      encodeSeconds,
      ...(format && { format }),
    });
    return retry === undefined ? {} : { retry };
  }

  private async attempt(attempt: Attempt, stop: AbortSignal): Promise<End> {
    const { templates, media } = this.tools;
    const { task } = attempt;
    const input = attempt.subTask.input as unknown as AnimatedGraphicInput;
    const template = await templates.find(task.sub_app_id, input.Definition);
    if (!template) {
      const message = `There is no template ${input.Definition}; DescribeAnimatedGraphicsTemplates lists those that there are`;
      return this.fail(attempt, { code: 'InvalidInput.DefinitionNotExist', message });
    }
    const source = await media.find(task.sub_app_id, task.file_id);
    if (!source?.storageKey) {
      return this.fail(attempt, deleted(task.file_id));
    }
    const output = join(this.tools.scratch, `${randomBytes(16).toString('hex')}.${template.format}`);
    const key = objectKey(task.sub_app_id, task.file_id, `v.f${template.definition}.${template.format}`);
    // Meanwhile, for it need not wait for the result.
    const announced = media.announce(key);
    announced.catch(() => {});
    try {
      const path = await media.storage.localPath(source.storageKey);
      const outcome = await this.animate(attempt, { input: path, output, template, segment: input }, stop);
      if (outcome.kind === 'animated') await announced.catch(() => media.announce(key));
      const end =
        outcome.kind === 'died'
          ? await this.died(attempt, outcome.cause)
          : await this.settle(attempt, template, outcome, { input: path, output, key }, stop);
      return { ...end, format: template.format };
    } finally {
      await rm(output, { force: true });
    }
  }

  async end(): Promise<void> {
    await this.child.end();
  }

  private async animate(
    attempt: Attempt,
    what: { input: string; output: string; template: AnimatedGraphicsTemplate; segment: AnimatedGraphicInput },
    stop: AbortSignal,
  ): Promise<ChildOutcome | Death> {
    const { attempts, limits } = this.tools;
    const { template, segment } = what;
    const over = new AbortController();
    const end = (): void => over.abort();
    stop.addEventListener('abort', end);
    if (stop.aborted) end();
    let percent = 0;
    const quiet = pulse(() => attempts.progress(attempt, percent), end);
    const job = {
      input: what.input,
      output: what.output,
      start: segment.StartTimeOffset ?? 0,
      end: segment.EndTimeOffset ?? 0,
      ...optionsOf(template),
      threads: this.tools.threads(),
      limits: { maxDuration: limits.segment, timeoutMs: limits.time * 1000 },
    };
    try {
      if (!this.child.alive) await this.replace();
      return await this.child.run(
        { kind: 'animate', job },
        {
          onProgress: (now) => {
            percent = now;
          },
          signal: over.signal,
          patience: limits.time * 1000 + GRACE,
        },
      );
    } catch (error) {
      if (error instanceof ChildDied && error.atWork) return { kind: 'died', cause: error.why };
      throw error;
    } finally {
      quiet();
      stop.removeEventListener('abort', end);
      if (!this.child.alive || this.child.jobs >= LIFE) await this.replace();
    }
  }

  private async settle(
    attempt: Attempt,
    template: AnimatedGraphicsTemplate,
    outcome: ChildOutcome,
    { input, output: file, key }: { input: string; output: string; key: string },
    stop: AbortSignal,
  ): Promise<End> {
    if (outcome.kind === 'animated') {
      const end = await this.succeed(attempt, template, outcome.result, { file, key });
      return { ...end, encodeSeconds: outcome.seconds };
    }
    if (outcome.kind === 'probed') throw new Error('The media process answered another question');
    // A failure leaves a process in a state that nobody knows; one that gave up may still be at it.
    await this.replace();
    if (stop.aborted) return { retry: 'the worker stops' };
    // Then the task was: its rows say so already.
    if (outcome.code === 'ABORTED') return { over: true };
    // The file is there, by its row; what this machine cannot read or write, another may, or this one later.
    const ours = /^(INPUT_NOT_FOUND|INPUT_UNREADABLE|OUTPUT_UNWRITABLE)$/.test(outcome.code);
    if (ours || (outcome.retryable && outcome.code !== 'TIMEOUT')) {
      await this.tools.attempts.failed(attempt);
      if (attempt.faults + 1 < (ours ? PATIENCE : FAULTS)) return { retry: outcome.code };
    }
    if (ours) return this.fail(attempt, { code: 'InternalError', message: 'The service cannot reach its files' });
    return this.fail(attempt, failureOf(outcome.code, withoutPaths(outcome.message, input, file)));
  }

  private async succeed(
    attempt: Attempt,
    template: AnimatedGraphicsTemplate,
    result: Animated,
    { file, key }: { file: string; key: string },
  ): Promise<End> {
    const { attempts, media } = this.tools;
    const { task } = attempt;
    await media.storage.adopt(key, file);
    const animation = {
      definition: template.definition,
      startTime: result.start,
      endTime: result.end,
      storageKey: key,
      container: template.format,
      width: result.width,
      height: result.height,
      bitrate: bitrateOf(result),
      size: result.size,
      md5: result.md5,
    };
    const output = {
      Url: media.urlOf(key),
      Definition: animation.definition,
      Container: animation.container,
      Height: animation.height,
      Width: animation.width,
      Bitrate: animation.bitrate,
      Size: animation.size,
      Md5: animation.md5,
      StartTimeOffset: animation.startTime,
      EndTimeOffset: animation.endTime,
    };
    try {
      const record = (trx: Transaction<Tables>) => media.recordAnimation(trx, task.file_id, animation);
      // One that counts no more leaves a file that is swept.
      return { over: !(await attempts.succeed(attempt, output, record)) };
    } catch (error) {
      if (error instanceof ApiError) return this.fail(attempt, deleted(task.file_id));
      throw error;
    }
  }

  private async died(attempt: Attempt, cause: Cause | undefined): Promise<End> {
    await this.tools.attempts.failed(attempt);
    if (attempt.faults + 1 < FAULTS) return { retry: 'the media process died' };
    if (cause === 'memory' || cause === 'time') {
      const message = `Making it takes more ${cause} than this service allows`;
      return this.fail(attempt, { code: 'SourceFileError.ContentUnsupported', message });
    }
    const message = `The decoder died ${FAULTS} times on this file; it is probably damaged`;
    return this.fail(attempt, { code: 'SourceFileError.ContentMalformed', message });
  }

  private async fail(attempt: Attempt, failure: Failure): Promise<End> {
    return { failure, over: !(await this.tools.attempts.fail(attempt, failure)) };
  }

  private newChild(): MediaChild {
    const { limits, main } = this.tools;
    return new MediaChild({ maxMemory: limits.memory, ...(main !== undefined && { main }) });
  }

  private async replace(): Promise<void> {
    await this.child.end();
    this.child = this.newChild();
  }
}

function deleted(fileId: string): Failure {
  return { code: 'SourceFileError.ContentMalformed', message: `The media ${fileId} was deleted` };
}

/** Where things lie on this machine is nobody's business. */
function withoutPaths(message: string, input: string, output: string): string {
  return message.replaceAll(input, 'the source').replaceAll(output, 'the result').replaceAll(dirname(output), '…');
}

function bitrateOf({ size, start, end }: Animated): number {
  return end > start ? Math.round((size * 8) / (end - start)) : 0;
}

/** As options rather than as a template of core's: those of the contract may have fractions and smaller sides. */
function optionsOf({ format, width, height, resolutionAdaptive, fps, quality }: AnimatedGraphicsTemplate) {
  const long = resolutionAdaptive === 'open';
  return { format, width, height, resolutionAdaptive: long, fps, quality: Math.round(quality) };
}
