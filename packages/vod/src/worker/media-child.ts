import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ChildOutcome, ChildWork, FromChild, ToChild } from './protocol.js';

const compiled = fileURLToPath(new URL('./media-child-main.js', import.meta.url));

export interface MediaChildOptions {
  /** Resident memory that it may have, bytes; more and it is killed. */
  readonly maxMemory: number;
  /** The script that it runs; tests, which run sources, give the compiled one. */
  readonly main?: string;
}

export interface RunOptions {
  readonly onProgress: (percent: number) => void;
  readonly signal: AbortSignal;
  /** After this long it is killed: the job's own limit, and some time to obey it; ms. */
  readonly patience: number;
}

/** The child died before its job was done. */
export class ChildDied extends Error {
  /** @param atWork the job had begun, so that it may be what killed it */
  constructor(
    message: string,
    readonly atWork: boolean,
  ) {
    super(message);
  }
}

/** A process that decodes, warm and waiting: one job at a time. */
export class MediaChild {
  /** Jobs that it was given. */
  jobs = 0;
  private readonly child: ChildProcess;
  private readonly ready: Promise<void>;
  private death: string | undefined;
  private atWork = false;

  constructor(private readonly options: MediaChildOptions) {
    // A process group of its own: Ctrl-C in the terminal is for the service, which then decides.
    this.child = fork(options.main ?? compiled, [], {
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

  /** Runs a job; an aborted one ends as failed with code ABORTED. Throws ChildDied. */
  async run(work: ChildWork, { onProgress, signal, patience }: RunOptions): Promise<ChildOutcome> {
    const late = setTimeout(() => this.kill('did not end in time, and was ended'), patience);
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
    const abort = (): void => this.tell({ kind: 'abort' });
    const watch = setInterval(() => void this.checkMemory(), 500);
    signal.addEventListener('abort', abort);
    try {
      this.atWork = true;
      this.tell(work);
      if (signal.aborted) abort();
      return await outcome;
    } finally {
      this.atWork = false;
      clearInterval(watch);
      clearTimeout(late);
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
        reject(new ChildDied(`The media process ${this.death ?? 'ended'}`, this.atWork));
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
    this.kill(`used ${resident} bytes of memory, more than the ${this.options.maxMemory} that it may, and was ended`);
  }

  private kill(reason: string): void {
    this.death ??= reason;
    this.child.kill('SIGKILL');
  }
}
