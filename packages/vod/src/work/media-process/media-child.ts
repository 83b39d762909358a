import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { extname } from 'node:path';
import { CliploopError } from '@cliploop/core';
import { launcher, openChannel, type SandboxLayer, sendDescriptors } from '@cliploop/core/sandbox';
import { formatOfExtension } from '@cliploop/core/schema';
import { checkMessage } from './check-message.js';
import { childEnvironment, childSettings } from './child-settings.js';
import { JobFiles } from './job-files.js';
import { readLines, writeLine } from './lines.js';
import { lowerPriority } from './niceness.js';
import { OutputFile } from './output-file.js';
import {
  type ChildJob,
  type ChildOutcome,
  type ChildWork,
  CONTROL_FD,
  type FromChild,
  isOversized,
  resultOf,
  type ToChild,
} from './protocol.js';
import { missingText, type SandboxMode } from './sandbox-mode.js';
import { useOf } from './use.js';

/** The compiled script, also when this file runs from the sources. */
const compiledMain = (): string => createRequire(import.meta.url).resolve('@cliploop/vod/media-process');

export interface MediaChildOptions {
  /** Resident memory above which the process is killed, bytes. */
  readonly maxMemory: number;
  /** Default: `auto`. */
  readonly sandbox?: SandboxMode | undefined;
  /** See `lowerPriority`. Default: 0, that of the service. */
  readonly niceness?: number;
  /** Script of the process. Default: the compiled `media-child-main`. */
  readonly main?: string;
}

export interface ChildRunOptions {
  readonly onProgress: (percent: number) => void;
  readonly signal: AbortSignal;
  /** Time after which the process is killed. Longer than the time limit of the job itself. */
  readonly timeoutMs: number;
}

/** Why the parent killed the process. */
export type KillReason = 'memory' | 'time' | 'abort';

/** The process ended before its job was done. */
export class ChildDied extends Error {
  /**
   * @param duringJob the job had begun, so that it may be the reason
   * @param killedFor absent: the process was not killed
   */
  constructor(
    message: string,
    readonly duringJob: boolean,
    readonly killedFor?: KillReason,
  ) {
    super(message);
  }
}

/** Time to end a job after an abort. */
const ABORT_TIMEOUT_MS = 5_000;
/** Interval of the checks of what the process uses, with and without a job. */
const WATCH_MS = 500;
/** CPU time that a process may use between two jobs, seconds. It waits for a message. */
const IDLE_CPU_SECONDS = 1;
/** Threads of the process. A job of 256 threads starts fewer. */
const MAX_THREADS = 2_000;
/**
 * Limits of messages. The longest one is the probe of a file with hundreds of streams. JSON.parse() takes up to 0.3 s for each MiB. A
 * job reports its progress 10 times a second.
 */
const messageLimits = { bytes: 2 ** 18, perSecond: 100 };
/** Longest message that reports the progress, bytes. */
const MAX_PROGRESS_BYTES = 256;

type OfJob = Exclude<FromChild, { kind: 'ready' }>;

/** A warm media process: a child process that decodes and encodes, one job at a time. Nothing that it sends is trusted. */
export class MediaChild {
  /** Number of jobs so far. */
  jobs = 0;
  /** The layers of the sandbox that protect the process. Rejects with ChildDied. */
  readonly layers: Promise<readonly SandboxLayer[]>;
  private readonly child: ChildProcess;
  private readonly control: Socket;
  /** Descriptors are sent through it. -1 when it is closed. */
  private channel: number;
  private endReason: string | undefined;
  private killedFor: KillReason | undefined;
  /** A job is being prepared, runs, or its output is being copied. */
  private busy = false;
  /** The kind of the job that runs in the process. */
  private work: ChildWork | undefined;
  private wasAborted = false;
  private readonly output = new OutputFile();
  /** For frames that are not encoded in the order of the video. */
  private readonly spool = new OutputFile();
  private watch: NodeJS.Timeout | undefined;
  /** CPU time of the process at the first check after a job, seconds. */
  private idleCpu: number | undefined;
  private onReady: ((layers: readonly SandboxLayer[]) => void) | undefined;
  private onMessage: ((message: OfJob) => void) | undefined;
  private readonly onEnd = new Set<() => void>();

  constructor(private readonly options: MediaChildOptions) {
    checkDescriptors();
    const [ours, theirs] = openChannel();
    this.channel = ours;
    const main = options.main ?? compiledMain();
    // Its own process group, so that Ctrl-C in the terminal reaches only the service, which stops the child.
    const node = [process.execPath, main, JSON.stringify(childSettings(options))];
    const [program = '', ...args] = options.sandbox === 'off' ? node : [launcher(), ...node];
    try {
      this.child = spawn(program, args, {
        detached: true,
        stdio: ['ignore', 'ignore', 'ignore', 'pipe', theirs],
        env: childEnvironment(),
        cwd: '/',
      });
      // Before anything can fail: an error without a listener would end the service.
      this.child.on('error', (error) => this.ended(error.message));
      // Without descriptors for a process, Node returns one that has no streams; without memory, it throws.
      const control = this.child.stdio?.[CONTROL_FD] as Socket | undefined;
      if (!control) throw new Error('The system cannot start another process: too many files are open');
      this.control = control;
    } catch (error) {
      this.channel = -1;
      closeSync(ours);
      throw error;
    } finally {
      closeSync(theirs);
    }
    if (this.child.pid !== undefined && options.niceness) lowerPriority(this.child.pid, options.niceness);
    this.child.on('exit', (code, signal) => this.ended(signal ? `ended by ${signal}` : `ended with code ${code}`));
    const refuse = (what: string): void => this.kill(undefined, `sent ${what} and was killed`);
    readLines(this.control, messageLimits, (message, bytes) => this.accept(message, bytes, refuse), refuse);
    this.layers = this.untilEnd((resolve: (layers: readonly SandboxLayer[]) => void) => {
      this.onReady = resolve;
    });
    this.layers.catch(() => {});
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get alive(): boolean {
    return this.endReason === undefined;
  }

  /**
   * Runs a job. An aborted job ends soon, as failed with the code ABORTED, even if the process does not react.
   * @throws ChildDied
   */
  async run(work: ChildWork, options: ChildRunOptions): Promise<ChildOutcome> {
    const timeout = setTimeout(() => this.kill('time', 'exceeded its time limit and was killed'), options.timeoutMs);
    let files: JobFiles | undefined;
    this.busy = true;
    try {
      await this.layers;
      files = await JobFiles.open(work, this.output, this.spool);
      const outcome = await this.runWith(files, work, options);
      if (outcome.kind === 'animated' || outcome.kind === 'pictured') await files.keep(outcome.result.size);
      return outcome;
    } catch (error) {
      if (!(error instanceof CliploopError)) throw error;
      if (files === undefined && !this.alive) throw this.death();
      const { code, message, retryable } = error;
      return { kind: 'failed', code, message, retryable };
    } finally {
      clearTimeout(timeout);
      await files?.close();
      // Without space on the disk, the next job reports it.
      await Promise.all([this.output.clear(), this.spool.clear()]).catch(() => {});
      this.idleCpu = undefined;
      this.busy = false;
    }
  }

  private async runWith(
    files: JobFiles,
    work: ChildWork,
    { onProgress, signal }: ChildRunOptions,
  ): Promise<ChildOutcome> {
    const id = this.jobs;
    this.jobs += 1;
    const outcome = this.untilEnd((resolve: (outcome: ChildOutcome) => void) => {
      this.onMessage = (message) => {
        if (message.kind === 'progress') return onProgress(message.percent);
        this.onMessage = undefined;
        const { id: _, ...rest } = message;
        resolve(rest as ChildOutcome);
      };
    });
    let abortTimeout: NodeJS.Timeout | undefined;
    const abort = (): void => {
      this.wasAborted = true;
      writeLine(this.control, { kind: 'abort', id } satisfies ToChild);
      abortTimeout ??= setTimeout(
        () => this.kill('abort', 'did not react to an abort and was killed'),
        ABORT_TIMEOUT_MS,
      );
    };
    signal.addEventListener('abort', abort);
    try {
      this.work = work;
      this.wasAborted = false;
      this.watch ??= setInterval(() => void this.checkUse().catch(() => {}), WATCH_MS).unref();
      this.send(files, { ...jobOf(work), id });
      if (signal.aborted) abort();
      return await outcome;
    } catch (error) {
      if (!signal.aborted) throw error;
      return { kind: 'failed', code: 'ABORTED', message: 'The job was aborted', retryable: false };
    } finally {
      this.work = undefined;
      this.onMessage = undefined;
      clearTimeout(abortTimeout);
      signal.removeEventListener('abort', abort);
    }
  }

  /** Kills the process, and waits for its end. */
  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }

  private send(files: JobFiles, message: ToChild): void {
    try {
      if (this.channel >= 0) sendDescriptors(this.channel, files.descriptors);
    } catch (error) {
      // The process has ended, or its end is about to be noticed.
      this.kill(undefined, `accepts no files (${(error as Error).message}) and was killed`);
    }
    writeLine(this.control, message);
  }

  private accept(given: unknown, bytes: number, refuse: (what: string) => void): void {
    // A message after one that was refused.
    if (!this.alive) return;
    const message = checkMessage(given);
    if (message === undefined) refuse('a message that is not one of the protocol');
    else if (message.kind === 'ready') this.greeted(message.sandbox, refuse);
    else if (message.id !== this.jobs - 1 || this.onMessage === undefined) refuse('a message without a job');
    else if (message.kind === 'progress' && bytes > MAX_PROGRESS_BYTES) refuse(`a progress of ${bytes} bytes`);
    else if (!this.answers(message)) refuse('the end of a job of another kind');
    else this.onMessage(message);
  }

  /** Whether the message can be one of the running job. */
  private answers(message: OfJob): boolean {
    if (message.kind === 'progress') return true;
    if (message.kind === 'failed') return message.code !== 'ABORTED' || this.wasAborted;
    if (message.kind === 'oversized') {
      return isOversized(message, this.work?.kind === 'animate' ? this.work : {});
    }
    return this.work !== undefined && message.kind === resultOf[this.work.kind];
  }

  private greeted(layers: readonly SandboxLayer[], refuse: (what: string) => void): void {
    const ready = this.onReady;
    this.onReady = undefined;
    const missing = this.options.sandbox === 'required' ? missingText(layers) : '';
    if (ready === undefined) refuse('a second greeting');
    else if (missing === '') ready(layers);
    else this.kill(undefined, `lacks a part of its sandbox: ${missing}`);
  }

  /** A promise that rejects with ChildDied when the process ends. */
  private untilEnd<T>(start: (resolve: (value: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const onEnd = (): void => {
        this.onEnd.delete(onEnd);
        reject(this.death());
      };
      if (this.endReason !== undefined) return onEnd();
      this.onEnd.add(onEnd);
      start((value) => {
        this.onEnd.delete(onEnd);
        resolve(value);
      });
    });
  }

  private death(): ChildDied {
    return new ChildDied(`The media process ${this.endReason ?? 'ended'}`, this.work !== undefined, this.killedFor);
  }

  private ended(reason: string): void {
    this.endReason ??= reason;
    if (this.channel >= 0) closeSync(this.channel);
    this.channel = -1;
    this.control?.destroy();
    clearInterval(this.watch);
    for (const file of [this.output, this.spool]) file.close().catch(() => {});
    for (const onEnd of [...this.onEnd]) onEnd();
  }

  private async checkUse(): Promise<void> {
    const { jobs, busy } = this;
    const files = [this.output, this.spool].map((file) => file.size());
    const [{ resident, threads, cpu }, ...written] = await Promise.all([useOf(this.child.pid), ...files]);
    const limit = this.options.maxMemory;
    if (resident > limit) {
      this.kill('memory', `used ${resident} bytes of memory, more than the limit of ${limit}, and was killed`);
    }
    if (threads > MAX_THREADS) this.kill('memory', `started ${threads} threads and was killed`);
    if (busy || this.busy || jobs !== this.jobs) return;
    this.idleCpu ??= cpu;
    if (cpu - this.idleCpu > IDLE_CPU_SECONDS) this.kill(undefined, 'used the CPU without a job and was killed');
    if (written.some((bytes) => bytes > 0)) this.kill(undefined, 'wrote to its output without a job and was killed');
  }

  private kill(killedFor: KillReason | undefined, endReason: string): void {
    if (this.endReason === undefined) this.killedFor = killedFor;
    this.endReason ??= endReason;
    this.child.kill('SIGKILL');
  }
}

/** Descriptors that the start of a process needs for a moment, and some more. */
const NEEDED_DESCRIPTORS = 12;

/** Node loses descriptors when they run out during the start of a process. @throws Error EMFILE */
function checkDescriptors(): void {
  const opened: number[] = [];
  try {
    while (opened.length < NEEDED_DESCRIPTORS) opened.push(openSync('/dev/null', 'r'));
  } finally {
    for (const fd of opened) closeSync(fd);
  }
}

/** The work without its paths. */
function jobOf(work: ChildWork): ChildJob {
  if (work.kind === 'probe') return { kind: 'probe', maxMemory: work.maxMemory };
  if (work.kind === 'plan') {
    const { input: _, ...options } = work.job;
    return { kind: 'plan', options };
  }
  if (work.kind === 'stills') {
    const { input: _, output: __, ...options } = work.job;
    return { kind: 'stills', options };
  }
  const { job, ...size } = work;
  const { input: _, output, ...given } = job;
  const options = { format: formatOfExtension(extname(output)) ?? 'gif', ...given };
  return { ...size, options };
}
