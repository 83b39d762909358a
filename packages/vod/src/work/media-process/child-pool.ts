import { availableParallelism } from 'node:os';
import { Lanes } from '../../store/lanes.js';
import { cpuSeconds } from './cpu-time.js';
import { ChildDied, MediaChild } from './media-child.js';
import type { ChildFailure, ChildResult, ChildWork } from './protocol.js';
import type { SandboxMode } from './sandbox-mode.js';

export interface ChildPoolOptions {
  /** Memory limit of a media process, bytes. */
  readonly memory: number;
  /** Number of media processes with an application. */
  readonly slots: number;
  /** Jobs of one application at the same time. Default: as many as half of the CPU cores. */
  readonly atOnce?: number;
  /** Most jobs of one application that wait. */
  readonly maxWaiting: number;
  /** Longest wait of a job, ms. */
  readonly maxWaitMs: number;
  /** Keeps one more media process ready, which has had no job yet, while there are jobs. Default: false. */
  readonly spare?: boolean;
  /** See `lowerPriority`. 0: that of the service. */
  readonly niceness: number;
  /** See MediaChildOptions. */
  readonly sandbox?: SandboxMode | undefined;
  /** See MediaChildOptions. */
  readonly main?: string | undefined;
}

export interface PoolJob {
  readonly subAppId: number;
  readonly work: ChildWork;
  /** Limit of the CPU time, seconds. */
  readonly cpuLimit: number;
  /** Limit of the duration, which depends on the load of the machine, seconds. */
  readonly timeLimit: number;
  /** Ends the wait of the job, and the job. */
  readonly signal?: AbortSignal;
}

/** The media process was ended while it ran the job: it used too much, or it crashed. */
export interface Stopped {
  readonly kind: 'stopped';
  readonly by: 'cpu' | 'time' | 'memory' | 'crash';
}

/** The service stops. */
export class PoolClosed extends Error {}

/** A media process without work. Only its application uses it again: hostile media may have taken it over. */
interface Idle {
  readonly subAppId: number;
  readonly timer: NodeJS.Timeout;
}

/** Time without work after which a media process is ended. */
const IDLE_TIMEOUT_MS = 30_000;
/** Jobs after which a media process is replaced, whatever its state. */
const MAX_JOBS = 100;
/** Interval of the checks of the CPU time. */
const CHECK_INTERVAL_MS = 200;
/** Half of the CPU cores, so that the others are free for other work. */
const HALF = Math.max(1, Math.floor(availableParallelism() / 2));

/**
 * Warm media processes for short jobs. Each application has a lane: a job waits only for other jobs of its application, as long as
 * there are fewer applications than media processes.
 */
export class ChildPool {
  private readonly lanes: Lanes;
  private readonly idle = new Map<MediaChild, Idle>();
  private readonly busy = new Set<MediaChild>();
  private readonly stopping = new AbortController();
  private spare: { readonly child: MediaChild; readonly timer: NodeJS.Timeout } | undefined;

  constructor(private readonly options: ChildPoolOptions) {
    const { slots, atOnce = HALF, maxWaiting, maxWaitMs } = options;
    this.lanes = new Lanes({ slots, maxRunning: () => atOnce, maxWaiting, maxWaitMs });
  }

  /**
   * Runs a job in a media process of the application. An aborted job has failed with the code ABORTED.
   * @throws LaneFull, PoolClosed, ChildDied when a media process cannot start, or the reason of the signal when it ends the wait
   */
  run(job: PoolJob): Promise<ChildResult | ChildFailure | Stopped> {
    return this.lanes.run(job.subAppId, () => this.runNow(job), job.signal);
  }

  /** Makes space on a full disk: deleted files keep theirs while a media process has them open. */
  freeSpace(): void {
    for (const child of [...this.idle.keys()]) {
      this.leave(child)
        .end()
        .catch(() => {});
    }
  }

  /** Aborts the running jobs, and ends the media processes. */
  async end(): Promise<void> {
    this.stopping.abort();
    for (const { timer } of this.idle.values()) clearTimeout(timer);
    const children = [...this.idle.keys(), ...this.busy];
    this.idle.clear();
    const spare = this.takeSpare();
    await Promise.all([...children, ...(spare ? [spare] : [])].map((child) => child.end()));
  }

  private async runNow(job: PoolJob): Promise<ChildResult | ChildFailure | Stopped> {
    if (this.stopping.signal.aborted) throw new PoolClosed('The service stops');
    const child = this.takeChild(job.subAppId);
    let fine = false;
    try {
      const outcome = await this.runIn(child, job);
      // A refusal of the file is an ordinary answer. After other failures, the state of the process is unknown.
      fine = outcome.kind === 'failed' ? !outcome.retryable && outcome.code !== 'ABORTED' : outcome.kind !== 'stopped';
      return outcome;
    } finally {
      this.busy.delete(child);
      const open = !this.stopping.signal.aborted;
      if (open) this.keepSpare();
      if (fine && child.alive && child.jobs < MAX_JOBS && open) this.keep(child, job.subAppId);
      else await child.end();
    }
  }

  private takeChild(subAppId: number): MediaChild {
    const warm = [...this.idle].findLast(([{ alive }, idle]) => alive && idle.subAppId === subAppId)?.[0];
    // Of those without work, the first has been waiting for the longest time.
    const [oldest] = this.idle.keys();
    const isFull = this.idle.size + this.busy.size >= this.options.slots;
    if (!warm && oldest && isFull) void this.leave(oldest).end();
    const child = warm ? this.leave(warm) : (this.takeSpare() ?? this.start());
    this.busy.add(child);
    return child;
  }

  private start(): MediaChild {
    const { memory: maxMemory, sandbox, main, niceness } = this.options;
    return new MediaChild({ maxMemory, sandbox, niceness, ...(main !== undefined && { main }) });
  }

  private takeSpare(): MediaChild | undefined {
    const { spare } = this;
    this.spare = undefined;
    clearTimeout(spare?.timer);
    return spare?.child.alive ? spare.child : undefined;
  }

  /** The next application, or the next job after an aborted one, does not have to wait for the start of a process. */
  private keepSpare(): void {
    if (!this.options.spare) return;
    const end = (): void => void this.takeSpare()?.end();
    try {
      this.spare = { child: this.takeSpare() ?? this.start(), timer: setTimeout(end, IDLE_TIMEOUT_MS).unref() };
    } catch {
      // Without descriptors or memory, the next job has the error.
    }
  }

  private leave(child: MediaChild): MediaChild {
    clearTimeout(this.idle.get(child)?.timer);
    this.idle.delete(child);
    return child;
  }

  private keep(child: MediaChild, subAppId: number): void {
    const end = (): void => {
      this.idle.delete(child);
      child.end().catch(() => {});
    };
    this.idle.set(child, { subAppId, timer: setTimeout(end, IDLE_TIMEOUT_MS).unref() });
  }

  private async runIn(
    child: MediaChild,
    { work, cpuLimit, timeLimit, signal: given }: PoolJob,
  ): Promise<ChildResult | ChildFailure | Stopped> {
    // The source is not the reason for the time that the start of the process takes.
    let before: number | undefined;
    const start = async (): Promise<void> => {
      await child.layers;
      before = await cpuSeconds(child.pid);
    };
    void start().catch(() => {});
    let exceeded = false;
    const check = async (): Promise<void> => {
      if (before === undefined) return;
      exceeded ||= (await cpuSeconds(child.pid)) - before > cpuLimit;
      if (exceeded) await child.end();
    };
    const watch = setInterval(() => void check().catch(() => {}), CHECK_INTERVAL_MS);
    const { signal: stopping } = this.stopping;
    const signal = given ? AbortSignal.any([given, stopping]) : stopping;
    try {
      return await child.run(work, { onProgress: () => {}, signal, timeoutMs: timeLimit * 1000 });
    } catch (error) {
      if (!(error instanceof ChildDied)) throw error;
      // A busy machine also delays the start of the process. Another attempt may be fast enough.
      if (error.killedFor === 'time') return { kind: 'stopped', by: 'time' };
      if (!error.duringJob) throw error;
      if (exceeded) return { kind: 'stopped', by: 'cpu' };
      return { kind: 'stopped', by: error.killedFor === 'memory' ? 'memory' : 'crash' };
    } finally {
      clearInterval(watch);
    }
  }
}
