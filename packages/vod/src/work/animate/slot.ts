import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AnimationFormat } from '@cliploop/core';
import type { Transaction } from 'kysely';
import { type Animation, wireAnimation } from '../../domain/media/animation.js';
import type { MediaLibrary } from '../../domain/media/media-library.js';
import type { Settings } from '../../domain/settings/members.js';
import { checkSettings } from '../../domain/settings/params.js';
import { type AnimationOptions, resolveAnimation } from '../../domain/settings/resolve.js';
import { hashOf, readSettings, type StoredSettings } from '../../domain/settings/stored.js';
import type { Attempt, Attempts } from '../../domain/task/attempts.js';
import { factsOf } from '../../domain/task/facts.js';
import { type Failure, failureOf } from '../../domain/task/failure.js';
import type { AnimatedGraphicInput } from '../../domain/task/task.js';
import type { Templates } from '../../domain/template/templates.js';
import { type DiskSpace, NoSpace } from '../../store/health/disk-space.js';
import type { SubTaskJob, TakenJob } from '../../store/queue/queue.js';
import { objectKey } from '../../store/storage/key.js';
import type { JsonObject } from '../../store/tables/column.js';
import type { Tables } from '../../store/tables/index.js';
import { ApiError } from '../../wire/error/api-error.js';
import type { TaskErrorCode } from '../../wire/error/task-codes.js';
import type { JobOutcome } from '../consumer.js';
import { withHeartbeat } from '../heartbeat.js';
import { ChildLease } from '../media-process/child-lease.js';
import { frameMemory } from '../media-process/frame-memory.js';
import { ChildDied, type KillReason } from '../media-process/media-child.js';
import type { Animated, AnimateJob, ChildFailure, ChildOutcome } from '../media-process/protocol.js';
import type { SandboxMode } from '../media-process/sandbox-mode.js';
import { newAnimation } from './animation.js';

export interface Limits {
  /** Longest segment, seconds. */
  readonly segment: number;
  /** Time limit of one attempt, seconds. */
  readonly time: number;
  /** Memory limit of a media process, bytes. */
  readonly memory: number;
}

export interface SlotOptions {
  readonly attempts: Attempts;
  readonly templates: Templates;
  readonly media: MediaLibrary;
  /** Folder for unfinished files. */
  readonly scratch: string;
  readonly limits: Limits;
  /** Number of threads for the next job: its share of the CPU cores. */
  readonly threads: () => number;
  /** Default: unlimited. */
  readonly space?: Pick<DiskSpace, 'check' | 'critical' | 'full'> | undefined;
  /** Called when files cannot be read or written. @returns whether that is a fault of the machine, so that the job waits */
  readonly isFaulty?: (() => Promise<boolean>) | undefined;
  /** See MediaChildOptions. */
  readonly sandbox?: SandboxMode | undefined;
  /** See MediaChildOptions. */
  readonly main?: string | undefined;
  /** Called at the end of every attempt. */
  readonly report?: ((report: AttemptReport) => void) | undefined;
}

/** The end of one attempt at an animation. */
export interface AttemptReport extends SubTaskJob {
  readonly attempt: number;
  /** `ErrCodeExt`; OK: done; Retry: it will be tried again; Void: the attempt no longer counted. */
  readonly code: TaskErrorCode | 'OK' | 'Retry' | 'Void';
  /** Reason of a failure or a retry. */
  readonly message?: string;
  /** Seconds from the creation of the task to this attempt. */
  readonly waitSeconds: number;
  /** Duration of this attempt. */
  readonly seconds: number;
  /** Part of it that the media process decoded and encoded, seconds. */
  readonly encodeSeconds: number;
  /** Absent when the template does not exist. */
  readonly format?: AnimationFormat;
}

interface AttemptEnd {
  readonly retry?: string;
  readonly failure?: Failure;
  /** The attempt no longer counted: the task was aborted, or another attempt has begun. */
  readonly stale?: boolean;
  readonly encodeSeconds?: number;
  readonly format?: AnimationFormat;
}

/** The media process ended while it ran the job. */
interface Death {
  readonly kind: 'died';
  readonly killedFor: KillReason | undefined;
}

/** What an animation is made with. */
interface Made extends Pick<Animation, 'definition' | 'settingsHash'> {
  readonly options: AnimationOptions;
}

/** Crashes of the media process, and transient failures, of one sub-task. */
const MAX_FAULTS = 3;

/** Failures of one sub-task to read or write files of this machine: with growing pauses, about ten minutes. */
const MAX_FILE_FAULTS = 15;

/** Scheduling priority of a media process: a third of the CPU time of the service and of the pictures that somebody waits for. */
const NICENESS = 5;

/** Time beyond the time limit of a job after which the media process is killed. */
const KILL_DELAY_MS = 15_000;

/** Makes animations, one at a time, in a media process that stays warm. */
export class Slot {
  private readonly child: ChildLease;

  constructor(private readonly options: SlotOptions) {
    const { limits, sandbox, main } = options;
    const niceness = NICENESS;
    this.child = new ChildLease({ maxMemory: limits.memory, sandbox, niceness, ...(main !== undefined && { main }) });
  }

  /** The application whose jobs the media process has run; undefined for none. */
  get owner(): number | undefined {
    return this.child.owner;
  }

  /** Throws only when the database or the storage fails. Everything that is wrong with the job is its outcome. */
  async work({ taskId, position }: TakenJob, stop: AbortSignal): Promise<JobOutcome> {
    const began = performance.now();
    const attempt = await this.options.attempts.begin({ taskId, position });
    if (!attempt) return {};
    // The clock may have been set back.
    const waitSeconds = Math.max(0, (Date.now() - attempt.task.create_time.getTime()) / 1000);
    const { retry, failure, stale = false, encodeSeconds = 0, format } = await this.attempt(attempt, stop);
    this.options.report?.({
      taskId,
      position,
      attempt: attempt.number,
      code: stale ? 'Void' : retry === undefined ? (failure?.code ?? 'OK') : 'Retry',
      ...(failure && { message: failure.message }),
      ...(retry !== undefined && { message: retry }),
      waitSeconds,
      seconds: (performance.now() - began) / 1000,
      encodeSeconds,
      ...(format && { format }),
    });
    return retry === undefined ? {} : { retry };
  }

  /** Closes files of earlier jobs that the media process may keep open, if no job is running. */
  async refresh(): Promise<void> {
    await this.child.refresh();
  }

  async end(): Promise<void> {
    await this.child.end();
  }

  private async attempt(attempt: Attempt, stop: AbortSignal): Promise<AttemptEnd> {
    const { media, limits } = this.options;
    const { task } = attempt;
    const made = await this.optionsOf(attempt);
    if ('code' in made) return this.fail(attempt, made);
    const { definition, options } = made;
    const { format } = options;
    const source = await media.find(task.sub_app_id, task.file_id);
    if (!source?.storageKey) return this.fail(attempt, deleted(task.file_id));
    const output = join(this.options.scratch, `${randomBytes(16).toString('hex')}.${format}`);
    const key = objectKey(task.sub_app_id, task.file_id, `v.f${definition}.${format}`);
    // The mark is written while the animation is made, which does not wait for it.
    const marked = media.markIncoming(key);
    marked.catch(() => {});
    try {
      const input = await media.storage.localPath(source.storageKey);
      const threads = this.options.threads();
      const jobLimits = {
        maxDuration: limits.segment,
        timeoutMs: limits.time * 1000,
        maxMemory: frameMemory(limits.memory),
      };
      const job: AnimateJob = { ...options, input, output, threads, limits: jobLimits };
      const outcome = await this.runWithSpace(attempt, job, stop).catch((error: unknown) => {
        if (error instanceof NoSpace) return undefined;
        throw error;
      });
      if (outcome === undefined) return { retry: 'the disk is full', format };
      if (outcome.kind === 'died') return { ...(await this.died(attempt, outcome.killedFor)), format };
      if (outcome.kind === 'failed') return { ...(await this.failed(attempt, outcome, job, stop)), format };
      if (outcome.kind !== 'animated') throw new Error('The media process sent the result of another job');
      await marked.catch(() => media.markIncoming(key));
      const end = await this.succeed(attempt, made, outcome, { file: output, key });
      return { ...end, encodeSeconds: outcome.seconds, format };
    } finally {
      await rm(output, { force: true });
    }
  }

  /** @returns what the animation is made with, or why it cannot be made */
  private async optionsOf({ task, subTask }: Attempt): Promise<Made | Failure> {
    const input = subTask.input as unknown as AnimatedGraphicInput;
    const { Definition: definition } = input;
    const stored = subTask.settings as StoredSettings | null;
    const Settings = stored ? readSettings(stored) : undefined;
    if (stored && !Settings) {
      const message = 'A newer version of the service stored the settings of this animation; update this worker';
      return { code: 'InternalError', message };
    }
    const problem = Settings && problemOf(Settings);
    if (problem !== undefined) return { code: 'InvalidInput.ConfigurationUnsupported', message: problem };
    const options = await resolveAnimation(this.options.templates, task.sub_app_id, { ...input, Settings });
    if (options) return { definition, settingsHash: stored ? hashOf(stored) : '', options };
    const message = `Template ${definition} not found; DescribeAnimatedGraphicsTemplates lists the templates`;
    return { code: 'InvalidInput.DefinitionNotExist', message };
  }

  /** @returns undefined when there is no space for the result, or none any more */
  private async runWithSpace(attempt: Attempt, job: AnimateJob, stop: AbortSignal) {
    this.options.space?.check();
    const outcome = await this.run(attempt, job, stop);
    if (!this.options.space?.critical || outcome.kind !== 'failed' || outcome.code !== 'ABORTED') return outcome;
    await this.child.replace();
    return undefined;
  }

  private async run(attempt: Attempt, job: AnimateJob, stop: AbortSignal): Promise<ChildOutcome | Death> {
    const { attempts, limits, space } = this.options;
    const store = async (percent: number) => !space?.critical && (await attempts.progress(attempt, percent));
    return withHeartbeat({ stop, store }, async ({ signal, setProgress }) => {
      try {
        const timeoutMs = limits.time * 1000 + KILL_DELAY_MS;
        const owner = attempt.task.sub_app_id;
        return await this.child.run(owner, { kind: 'animate', job }, { onProgress: setProgress, signal, timeoutMs });
      } catch (error) {
        if (error instanceof ChildDied && error.duringJob) return { kind: 'died', killedFor: error.killedFor };
        throw error;
      }
    });
  }

  private async succeed(
    attempt: Attempt,
    { definition, settingsHash }: Made,
    { result, seconds }: { readonly result: Animated; readonly seconds: number },
    { file, key }: { file: string; key: string },
  ): Promise<AttemptEnd> {
    const { attempts, media } = this.options;
    const { task } = attempt;
    await media.storage.adopt(key, file);
    const animation = newAnimation({ definition, settingsHash }, result, key);
    try {
      const record = (trx: Transaction<Tables>) => media.recordAnimation(trx, task.file_id, animation);
      // The file of an attempt that no longer counts is deleted by housekeeping.
      const output = wireAnimation(animation, media.urlOf) as JsonObject;
      return { stale: !(await attempts.succeed(attempt, { output, facts: factsOf(result, seconds) }, record)) };
    } catch (error) {
      if (error instanceof ApiError) return this.fail(attempt, deleted(task.file_id));
      throw error;
    }
  }

  private async failed(
    attempt: Attempt,
    outcome: ChildFailure,
    { input, output }: AnimateJob,
    stop: AbortSignal,
  ): Promise<AttemptEnd> {
    // After a failure the state of the process is unknown, and one that was aborted may still be working.
    await this.child.replace();
    if (stop.aborted) return { retry: 'the worker stops' };
    // The task was aborted: its rows have its end already.
    if (outcome.code === 'ABORTED') return { stale: true };
    // The file exists, by its row. Another machine may be able to read or write it, or this one later.
    const ours = /^(INPUT_NOT_FOUND|INPUT_UNREADABLE|OUTPUT_UNWRITABLE)$/.test(outcome.code);
    if (ours && (await this.options.isFaulty?.())) return { retry: outcome.code };
    if (ours || (outcome.retryable && outcome.code !== 'TIMEOUT')) {
      await this.options.attempts.failed(attempt);
      if (attempt.faults + 1 < (ours ? MAX_FILE_FAULTS : MAX_FAULTS)) return { retry: outcome.code };
    }
    if (outcome.code === 'INPUT_NOT_FOUND') {
      const message = `The file of media ${attempt.task.file_id} is missing in the service; its backup may be older. Upload it again`;
      return this.fail(attempt, { code: 'InternalError', message });
    }
    if (ours) return this.fail(attempt, { code: 'InternalError', message: 'The service cannot access its files' });
    return this.fail(attempt, failureOf(outcome.code, withoutPaths(outcome.message, input, output)));
  }

  private async died(attempt: Attempt, killedFor: KillReason | undefined): Promise<AttemptEnd> {
    await this.options.attempts.failed(attempt);
    if (attempt.faults + 1 < MAX_FAULTS) return { retry: 'the media process ended' };
    if (killedFor === 'memory' || killedFor === 'time') {
      const message = `The animation needs more ${killedFor} than this service allows`;
      return this.fail(attempt, { code: 'SourceFileError.ContentUnsupported', message });
    }
    const message = `The decoder crashed ${MAX_FAULTS} times on this file, which is probably damaged`;
    return this.fail(attempt, { code: 'SourceFileError.ContentMalformed', message });
  }

  private async fail(attempt: Attempt, failure: Failure): Promise<AttemptEnd> {
    return { failure, stale: !(await this.options.attempts.fail(attempt, failure)) };
  }
}

/** Why these settings cannot be used: an older version may have accepted others. */
function problemOf(settings: Settings): string | undefined {
  try {
    checkSettings(settings, 'Settings');
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

function deleted(fileId: string): Failure {
  return { code: 'SourceFileError.ContentMalformed', message: `Media ${fileId} was deleted` };
}

/** Removes paths of this machine from a message for clients. */
function withoutPaths(message: string, input: string, output: string): string {
  return message.replaceAll(input, 'the source').replaceAll(output, 'the result').replaceAll(dirname(output), '…');
}
