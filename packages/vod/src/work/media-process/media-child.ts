import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ChildOutcome, ChildWork, FromChild, ToChild } from './protocol.js';

/** The compiled script, also when this file runs from the sources. */
const compiledMain = (): string => createRequire(import.meta.url).resolve('@cliploop/vod/media-process');

export interface MediaChildOptions {
  /** Resident memory above which the process is killed, bytes. */
  readonly maxMemory: number;
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

/** A warm media process: a child process that decodes and encodes, one job at a time. */
export class MediaChild {
  /** Number of jobs so far. */
  jobs = 0;
  private readonly child: ChildProcess;
  private readonly ready: Promise<void>;
  private endReason: string | undefined;
  private killedFor: KillReason | undefined;
  private hasJob = false;

  constructor(private readonly options: MediaChildOptions) {
    // Its own process group, so that Ctrl-C in the terminal reaches only the service, which stops the child.
    this.child = fork(options.main ?? compiledMain(), [], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    });
    this.child.on('exit', (code, signal) => {
      this.endReason ??= signal ? `ended by ${signal}` : `ended with code ${code}`;
    });
    this.child.on('error', (error) => {
      this.endReason ??= error.message;
    });
    this.ready = this.next((message) => (message.kind === 'ready' ? true : undefined)).then(() => {});
    this.ready.catch(() => {});
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
  async run(work: ChildWork, { onProgress, signal, timeoutMs }: ChildRunOptions): Promise<ChildOutcome> {
    const timeout = setTimeout(() => this.kill('time', 'exceeded its time limit and was killed'), timeoutMs);
    try {
      await this.ready;
    } catch (error) {
      clearTimeout(timeout);
      throw error;
    }
    const outcome = this.next((message) => {
      if (message.kind === 'progress') onProgress(message.percent);
      return message.kind === 'progress' || message.kind === 'ready' ? undefined : message;
    });
    let abortTimeout: NodeJS.Timeout | undefined;
    const abort = (): void => {
      this.send({ kind: 'abort' });
      abortTimeout ??= setTimeout(
        () => this.kill('abort', 'did not react to an abort and was killed'),
        ABORT_TIMEOUT_MS,
      );
    };
    const watch = setInterval(() => void this.checkMemory(), 500);
    signal.addEventListener('abort', abort);
    try {
      this.hasJob = true;
      this.send(work);
      if (signal.aborted) abort();
      return await outcome;
    } catch (error) {
      if (!signal.aborted) throw error;
      return { kind: 'failed', code: 'ABORTED', message: 'The job was aborted', retryable: false };
    } finally {
      this.hasJob = false;
      clearInterval(watch);
      clearTimeout(timeout);
      clearTimeout(abortTimeout);
      signal.removeEventListener('abort', abort);
      this.jobs += 1;
    }
  }

  /** Kills the process, and waits for its end. */
  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }

  private send(message: ToChild): void {
    if (this.child.connected) this.child.send(message, () => {});
  }

  /** The first message for which `pick` returns a value. */
  private next<T>(pick: (message: FromChild) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.child.off('message', onMessage);
        this.child.off('exit', onEnd);
        this.child.off('error', onEnd);
      };
      const onMessage = (message: unknown): void => {
        const picked = pick(message as FromChild);
        if (picked === undefined) return;
        done();
        resolve(picked);
      };
      const onEnd = (): void => {
        done();
        reject(new ChildDied(`The media process ${this.endReason ?? 'ended'}`, this.hasJob, this.killedFor));
      };
      if (this.endReason !== undefined) return onEnd();
      this.child.on('message', onMessage);
      this.child.on('exit', onEnd);
      this.child.on('error', onEnd);
    });
  }

  private async checkMemory(): Promise<void> {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8').catch(() => '');
    const resident = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
    if (resident <= this.options.maxMemory) return;
    const limit = this.options.maxMemory;
    this.kill('memory', `used ${resident} bytes of memory, more than the limit of ${limit}, and was killed`);
  }

  private kill(killedFor: KillReason, endReason: string): void {
    if (this.endReason === undefined) this.killedFor = killedFor;
    this.endReason ??= endReason;
    this.child.kill('SIGKILL');
  }
}
