import type { AnimateOptions, AnimateResult, PlanResult, Probe, StillsOptions } from '@cliploop/core';
import type { SandboxLayer } from '@cliploop/core/sandbox';

/** The options of animate() that can be sent as JSON. */
type JobOptions = Omit<AnimateOptions, 'input' | 'output' | 'signal' | 'onProgress' | 'onPlan' | 'overwrite'>;
type StillsJobOptions = Omit<StillsOptions, 'input' | 'output' | 'signal' | 'onProgress' | 'overwrite'>;

export type AnimateJob = JobOptions & {
  /** Paths. */
  readonly input: string;
  readonly output: string;
};

export type PlanJob = JobOptions & { readonly input: string };

/** Makes one picture: a still, or a sheet of several. */
export type StillsJob = StillsJobOptions & { readonly input: string; readonly output: string };

export type Animated = Omit<AnimateResult, 'data'>;

export type Planned = PlanResult;

/** The picture of a StillsJob. */
export interface Pictured {
  /** Bytes of the output. */
  readonly size: number;
  /** Pictures that the output has, one after the other. */
  readonly sheets: number;
  /** Size of each still, px. */
  readonly width: number;
  readonly height: number;
  /** Number of columns of stills. */
  readonly columns: number;
  /** When the frame of each still begins, seconds. */
  readonly times: readonly number[];
  /** Start and end of the segment, seconds; null: the end of the video, which is unknown. */
  readonly start: number;
  readonly end: number | null;
}

/** The largest size of an animation that is made. */
export interface MaxSize {
  /** Longest side, px. Default: no limit. */
  readonly maxEdge?: number;
  /** Width times height, px. Default: no limit. */
  readonly maxPixels?: number;
}

export type ChildWork =
  | ({ kind: 'animate'; job: AnimateJob } & MaxSize)
  | { kind: 'stills'; job: StillsJob }
  | { kind: 'plan'; job: PlanJob }
  | { kind: 'probe'; file: string; maxMemory: number };

/**
 * A job as the media process gets it, without paths. Before each one, the descriptors of its files are sent: the source, and the
 * output of an animation or of stills, and the spool of an animation that is not played forward.
 */
export type ChildJob =
  | ({ kind: 'animate'; options: JobOptions } & MaxSize)
  | { kind: 'stills'; options: StillsJobOptions }
  | { kind: 'plan'; options: JobOptions }
  | { kind: 'probe'; maxMemory: number };

/** Messages from the parent. `id`: the number of the job. */
export type ToChild = (ChildJob & { id: number }) | { kind: 'abort'; id: number };

export type ChildFailure = { kind: 'failed'; code: string; message: string; retryable: boolean };

/** The results of jobs. `seconds`: duration of the work in the media process. */
export type ChildResult =
  | { kind: 'animated'; result: Animated; seconds: number }
  /** The size that is above MaxSize, px. */
  | { kind: 'oversized'; width: number; height: number }
  | { kind: 'pictured'; result: Pictured; seconds: number }
  | { kind: 'planned'; result: Planned; seconds: number }
  | { kind: 'probed'; probe: Probe };

export type ChildOutcome = ChildResult | ChildFailure;

/** Whether an animation of this size is not made. */
export function isOversized(
  { width, height }: { readonly width: number; readonly height: number },
  { maxEdge = Number.POSITIVE_INFINITY, maxPixels = Number.POSITIVE_INFINITY }: MaxSize,
): boolean {
  return Math.max(width, height) > maxEdge || width * height > maxPixels;
}

/** The result of each kind of job. */
export const resultOf = { animate: 'animated', stills: 'pictured', plan: 'planned', probe: 'probed' } as const;

/** Messages from the media process. `sandbox`: the layers that protect it, none without a sandbox. */
export type FromChild =
  | { kind: 'ready'; sandbox: SandboxLayer[] }
  | { kind: 'progress'; id: number; percent: number }
  | (ChildOutcome & { id: number });

/** The first argument of the script of a media process, as JSON. */
export interface ChildSettings {
  /** Absent: no sandbox. */
  readonly sandbox?: { readonly memory: number; readonly cpuSeconds: number; readonly fileBytes: number };
}

/** Descriptors of the media process. */
export const CONTROL_FD = 3;
export const FILES_FD = 4;
