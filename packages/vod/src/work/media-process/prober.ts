import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Probe } from '@cliploop/core';
import { LaneFull, Lanes } from '../../store/lanes.js';
import { cpuSeconds } from './cpu-time.js';
import { frameMemory } from './frame-memory.js';
import { ChildDied, MediaChild } from './media-child.js';
import { lowerPriority } from './niceness.js';
import type { ChildOutcome } from './protocol.js';
import type { SandboxMode } from './sandbox-mode.js';

/** The reason why a file cannot be probed, with a code of probe(), `LIMIT_MEMORY`, `DECODER_DIED` or `PROBES_BUSY`. */
export class ProbeError extends Error {
  /** @param retryable another attempt may succeed */
  constructor(
    readonly code: string,
    message: string,
    readonly retryable: boolean,
  ) {
    super(message);
  }
}

/** Limits of the probe of one file, in seconds. */
export interface ProbeLimits {
  /** CPU time of any file, and for each GiB more of a file whose length is known only after all packets were read. */
  readonly cpu: number;
  readonly cpuPerGib: number;
  /** The same for the duration, which depends on the load of the machine and of the storage. */
  readonly time: number;
  readonly timePerGib: number;
}

interface ProberOptions {
  /** Memory limit of a media process, bytes. */
  readonly memory: number;
  /** Number of media processes. Default 4. */
  readonly slots?: number;
  /** Default: see `limits`. */
  readonly limits?: ProbeLimits;
  /** Most files of one application that wait. Default 256. */
  readonly maxWaiting?: number;
  /** Longest wait of a file, ms. Default 30 s. */
  readonly maxWaitMs?: number;
  /** See MediaChildOptions. */
  readonly sandbox?: SandboxMode | undefined;
  /** See MediaChildOptions. */
  readonly main?: string;
}

/**
 * MP4, MKV and TS files need less than 0.1 s of CPU time for any size. A raw H.264 stream has no length: all of its packets are read,
 * which takes about 3 s for each GiB.
 */
const defaultLimits: ProbeLimits = { cpu: 10, cpuPerGib: 8, time: 60, timePerGib: 60 };
/** A media process without work. Only its application uses it again: hostile media may have taken it over. */
interface Idle {
  readonly subAppId: number;
  readonly timer: NodeJS.Timeout;
}

/** Time without work after which a media process is ended. */
const IDLE_TIMEOUT_MS = 30_000;
/** Default number of media processes. */
const SLOTS = 4;
/** Files of one application at the same time: half of the CPU cores, so that the others are free for other work. */
const AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));
/** Files after which a media process is replaced, whatever its state. */
const MAX_FILES = 100;
/** Scheduling priority of a media process: about a third of the CPU time of one with the default priority, when both need it. */
const NICENESS = 5;
/** Interval of the checks of the CPU time. */
const CHECK_INTERVAL_MS = 200;

/**
 * Probes files in media processes, so that a damaged file cannot crash the service. Each application has a lane: a file waits only
 * for other files of its application, as long as there are fewer applications than media processes.
 */
export class Prober {
  private readonly lanes: Lanes;
  private readonly limits: ProbeLimits;
  private readonly idle = new Map<MediaChild, Idle>();
  private readonly busy = new Set<MediaChild>();
  private readonly stopping = new AbortController();

  constructor(private readonly options: ProberOptions) {
    const { slots = SLOTS, maxWaiting = 256, maxWaitMs = 30_000, limits = defaultLimits } = options;
    this.lanes = new Lanes({ slots, maxRunning: () => AT_ONCE, maxWaiting, maxWaitMs });
    this.limits = limits;
  }

  /** @param subAppId application that the file belongs to. Throws ProbeError */
  async probe(file: string, subAppId: number): Promise<Probe> {
    try {
      return await this.lanes.run(subAppId, () => this.probeNow(file, subAppId));
    } catch (error) {
      if (!(error instanceof LaneFull)) throw error;
      const message = `Application ${subAppId} has too many files that wait to be read (${error.message}); try again later`;
      throw new ProbeError('PROBES_BUSY', message, true);
    }
  }

  /** Makes space on a full disk: deleted files keep theirs while a media process has them open. */
  freeSpace(): void {
    for (const child of [...this.idle.keys()]) {
      this.leave(child)
        .end()
        .catch(() => {});
    }
  }

  /** Aborts the running probes, and ends the media processes. */
  async end(): Promise<void> {
    this.stopping.abort();
    for (const { timer } of this.idle.values()) clearTimeout(timer);
    const children = [...this.idle.keys(), ...this.busy];
    this.idle.clear();
    await Promise.all(children.map((child) => child.end()));
  }

  private async probeNow(file: string, subAppId: number): Promise<Probe> {
    if (this.stopping.signal.aborted) throw new ProbeError('ABORTED', 'The service stops', true);
    const child = this.takeChild(subAppId);
    let fine = false;
    try {
      const outcome = await this.run(child, file);
      if (outcome.kind === 'animated') throw new Error('The media process sent the result of another job');
      // A refusal of the file is an ordinary answer. After other failures, the state of the process is unknown.
      fine = outcome.kind === 'probed' || (!outcome.retryable && outcome.code !== 'ABORTED');
      if (outcome.kind === 'probed') return outcome.probe;
      const { code, message, retryable } = outcome;
      throw new ProbeError(code, message.replaceAll(file, 'the source'), retryable);
    } finally {
      this.busy.delete(child);
      if (fine && child.alive && child.jobs < MAX_FILES && !this.stopping.signal.aborted) this.keep(child, subAppId);
      else await child.end();
    }
  }

  private takeChild(subAppId: number): MediaChild {
    const { memory: maxMemory, sandbox, main, slots = SLOTS } = this.options;
    const warm = [...this.idle].findLast(([{ alive }, idle]) => alive && idle.subAppId === subAppId)?.[0];
    // Of those without work, the first has been waiting for the longest time.
    const [oldest] = this.idle.keys();
    const isFull = this.idle.size + this.busy.size >= slots;
    if (!warm && oldest && isFull) void this.leave(oldest).end();
    const child = this.leave(
      warm ?? lowered(new MediaChild({ maxMemory, sandbox, ...(main !== undefined && { main }) })),
    );
    this.busy.add(child);
    return child;
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

  private async run(child: MediaChild, file: string): Promise<ChildOutcome> {
    // For a missing file the process has the error.
    const { size } = await stat(file).catch(() => ({ size: 0 }));
    const gib = size / 2 ** 30;
    const { cpu, cpuPerGib, time, timePerGib } = this.limits;
    const cpuLimit = cpu + cpuPerGib * gib;
    const timeLimit = time + timePerGib * gib;
    const before = await cpuSeconds(child.pid);
    let exceeded = false;
    const check = async (): Promise<void> => {
      exceeded ||= (await cpuSeconds(child.pid)) - before > cpuLimit;
      if (exceeded) await child.end();
    };
    const watch = setInterval(() => void check().catch(() => {}), CHECK_INTERVAL_MS);
    const work = { kind: 'probe', file, maxMemory: frameMemory(this.options.memory) } as const;
    const { signal } = this.stopping;
    try {
      return await child.run(work, { onProgress: () => {}, signal, timeoutMs: timeLimit * 1000 });
    } catch (error) {
      if (!(error instanceof ChildDied)) throw error;
      // A busy machine also delays the start of the process. Another attempt may be fast enough.
      if (error.killedFor === 'time') throw timeout(`takes more than ${rounded(timeLimit)} s to read`, true);
      if (!error.duringJob) throw error;
      if (exceeded) throw timeout(`takes more than ${rounded(cpuLimit)} s of CPU time to read`, false);
      if (error.killedFor === 'memory') {
        throw new ProbeError('LIMIT_MEMORY', 'The source needs more memory than this service allows', false);
      }
      throw new ProbeError('DECODER_DIED', 'The decoder crashed on this file, which is probably damaged', true);
    } finally {
      clearInterval(watch);
    }
  }
}

/** Animations of other applications get more of a busy CPU. */
function lowered(child: MediaChild): MediaChild {
  if (child.pid !== undefined) lowerPriority(child.pid, NICENESS);
  return child;
}

function timeout(what: string, retryable: boolean): ProbeError {
  return new ProbeError('TIMEOUT', `The source ${what}, which is the limit for its size`, retryable);
}

const rounded = (seconds: number): number => Math.round(seconds * 10) / 10;
