import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ChildOutcome, ChildWork, FromChild, ToChild } from './protocol.js';

/** The compiled script, also when this file runs from the sources. */
const compiledMain = (): string => createRequire(import.meta.url).resolve('@cliploop/vod/media-process');

export interface MediaChildOptions {
  /** Resident memory that it may have, bytes; more and it is killed. */
  readonly maxMemory: number;
  /** The script that it runs (default: the compiled `media-child-main`). */
  readonly main?: string;
}

export interface ChildRunOptions {
  readonly onProgress: (percent: number) => void;
  readonly signal: AbortSignal;
  /** After this long it is killed: the job's own limit, and some time to obey it; ms. */
  readonly patience: number;
}

/** Why a child was ended by its parent; otherwise it died by itself. */
export type Cause = 'memory' | 'time' | 'abort';

/** The child died before its job was done. */
export class ChildDied extends Error {
  /** @param atWork the job had begun, so that it may be what killed it */
  constructor(
    message: string,
    readonly atWork: boolean,
    readonly why?: Cause,
  ) {
    super(message);
  }
}

/** For a child to give up what it is told to, ms. */
const OBEDIENCE = 5_000;

/** A process that decodes, warm and waiting: one job at a time. */
export class MediaChild {
  /** Jobs that it was given. */
  jobs = 0;
  private readonly child: ChildProcess;
  private readonly ready: Promise<void>;
  private death: string | undefined;
  private cause: Cause | undefined;
  private atWork = false;

  constructor(private readonly options: MediaChildOptions) {
    // A process group of its own: Ctrl-C in the terminal is for the service, which then decides.
    this.child = fork(options.main ?? compiledMain(), [], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    });
    this.child.on('exit', (code, signal) => {
      this.death ??= signal ? `ended by ${signal}` : `ended with code ${code}`;
    });
    this.child.on('error', (error) => {
      this.death ??= error.message;
    });
    this.ready = this.next((message) => (message.kind === 'ready' ? true : undefined)).then(() => {});
    this.ready.catch(() => {});
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get alive(): boolean {
    return this.death === undefined;
  }

  /** Runs a job; an aborted one ends as failed with code ABORTED, soon, whatever the child does. Throws ChildDied. */
  async run(work: ChildWork, { onProgress, signal, patience }: ChildRunOptions): Promise<ChildOutcome> {
    const late = setTimeout(() => this.kill('time', 'did not end in time, and was ended'), patience);
    try {
      await this.ready;
    } catch (error) {
      clearTimeout(late);
      throw error;
    }
    const outcome = this.next((message) => {
      if (message.kind === 'progress') onProgress(message.percent);
      return message.kind === 'progress' || message.kind === 'ready' ? undefined : message;
    });
    let deaf: NodeJS.Timeout | undefined;
    const abort = (): void => {
      this.tell({ kind: 'abort' });
      deaf ??= setTimeout(() => this.kill('abort', 'did not give up its job, and was ended'), OBEDIENCE);
    };
    const watch = setInterval(() => void this.checkMemory(), 500);
    signal.addEventListener('abort', abort);
    try {
      this.atWork = true;
      this.tell(work);
      if (signal.aborted) abort();
      return await outcome;
    } catch (error) {
      if (!signal.aborted) throw error;
      return { kind: 'failed', code: 'ABORTED', message: 'The job was aborted', retryable: false };
    } finally {
      this.atWork = false;
      clearInterval(watch);
      clearTimeout(late);
      clearTimeout(deaf);
      signal.removeEventListener('abort', abort);
      this.jobs += 1;
    }
  }

  /** Ends it, whatever it does. */
  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  private tell(message: ToChild): void {
    if (this.child.connected) this.child.send(message, () => {});
  }

  /** The first message that `pick` makes something of. */
  private next<T>(pick: (message: FromChild) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.child.off('message', hear);
        this.child.off('exit', die);
        this.child.off('error', die);
      };
      const hear = (message: unknown): void => {
        const picked = pick(message as FromChild);
        if (picked === undefined) return;
        done();
        resolve(picked);
      };
      const die = (): void => {
        done();
        reject(new ChildDied(`The media process ${this.death ?? 'ended'}`, this.atWork, this.cause));
      };
      if (this.death !== undefined) return die();
      this.child.on('message', hear);
      this.child.on('exit', die);
      this.child.on('error', die);
    });
  }

  private async checkMemory(): Promise<void> {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8').catch(() => '');
    const resident = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
    if (resident <= this.options.maxMemory) return;
    const allowed = `more than the ${this.options.maxMemory} that it may`;
    this.kill('memory', `used ${resident} bytes of memory, ${allowed}, and was ended`);
  }

  private kill(cause: Cause, reason: string): void {
    if (this.death === undefined) this.cause = cause;
    this.death ??= reason;
    this.child.kill('SIGKILL');
  }
}
