import { stat } from 'node:fs/promises';
import type { Probe } from '@cliploop/core';
import { LaneFull } from '../../store/lanes.js';
import { ChildPool, PoolClosed, type Stopped } from './child-pool.js';
import { frameMemory } from './frame-memory.js';
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
/** Default number of media processes. */
const SLOTS = 4;
/** Scheduling priority of a media process: a tenth of the CPU time of the service, and a third of that of an animation. */
const NICENESS = 10;

/**
 * Probes files in media processes, so that a damaged file cannot crash the service. Each application has a lane: a file waits only
 * for other files of its application, as long as there are fewer applications than media processes.
 */
export class Prober {
  private readonly pool: ChildPool;
  private readonly limits: ProbeLimits;
  private readonly memory: number;

  constructor({
    slots = SLOTS,
    maxWaiting = 256,
    maxWaitMs = 30_000,
    limits = defaultLimits,
    ...options
  }: ProberOptions) {
    this.pool = new ChildPool({ ...options, slots, maxWaiting, maxWaitMs, niceness: NICENESS });
    this.limits = limits;
    this.memory = frameMemory(options.memory);
  }

  /** @param subAppId application that the file belongs to. Throws ProbeError */
  async probe(file: string, subAppId: number): Promise<Probe> {
    // For a missing file the process has the error.
    const { size } = await stat(file).catch(() => ({ size: 0 }));
    const gib = size / 2 ** 30;
    const { cpu, cpuPerGib, time, timePerGib } = this.limits;
    const limits = { cpuLimit: cpu + cpuPerGib * gib, timeLimit: time + timePerGib * gib };
    const outcome = await this.pool
      .run({ subAppId, work: { kind: 'probe', file, maxMemory: this.memory }, ...limits })
      .catch((error: unknown) => {
        if (error instanceof PoolClosed) throw new ProbeError('ABORTED', error.message, true);
        if (!(error instanceof LaneFull)) throw error;
        const message = `Application ${subAppId} has too many files that wait to be read (${error.message}); try again later`;
        throw new ProbeError('PROBES_BUSY', message, true);
      });
    if (outcome.kind === 'probed') return outcome.probe;
    if (outcome.kind === 'stopped') throw stopped(outcome, limits);
    if (outcome.kind !== 'failed') throw new Error('The media process sent the result of another job');
    const { code, message, retryable } = outcome;
    throw new ProbeError(code, message.replaceAll(file, 'the source'), retryable);
  }

  /** Makes space on a full disk: deleted files keep theirs while a media process has them open. */
  freeSpace(): void {
    this.pool.freeSpace();
  }

  /** Aborts the running probes, and ends the media processes. */
  async end(): Promise<void> {
    await this.pool.end();
  }
}

function stopped({ by }: Stopped, { cpuLimit, timeLimit }: { cpuLimit: number; timeLimit: number }): ProbeError {
  if (by === 'time') return timeout(`takes more than ${rounded(timeLimit)} s to read`, true);
  if (by === 'cpu') return timeout(`takes more than ${rounded(cpuLimit)} s of CPU time to read`, false);
  if (by === 'memory') {
    return new ProbeError('LIMIT_MEMORY', 'The source needs more memory than this service allows', false);
  }
  return new ProbeError('DECODER_DIED', 'The decoder crashed on this file, which is probably damaged', true);
}

function timeout(what: string, retryable: boolean): ProbeError {
  return new ProbeError('TIMEOUT', `The source ${what}, which is the limit for its size`, retryable);
}

const rounded = (seconds: number): number => Math.round(seconds * 10) / 10;
