import type { AnimateOptions, AnimateResult, Probe } from '@cliploop/core';
import type { SandboxLayer } from '@cliploop/core/sandbox';

/** The options of animate() that can be sent as JSON. */
type JobOptions = Omit<AnimateOptions, 'input' | 'output' | 'signal' | 'onProgress' | 'overwrite'>;

export type AnimateJob = JobOptions & {
  /** Paths. */
  readonly input: string;
  readonly output: string;
};

export type Animated = Omit<AnimateResult, 'data'>;

export type ChildWork = { kind: 'animate'; job: AnimateJob } | { kind: 'probe'; file: string; maxMemory: number };

/**
 * A job as the media process gets it, without paths. Before each one, the descriptors of its files are sent: the source, and the
 * output of an animation.
 */
export type ChildJob = { kind: 'animate'; options: JobOptions } | { kind: 'probe'; maxMemory: number };

/** Messages from the parent. `id`: the number of the job. */
export type ToChild = (ChildJob & { id: number }) | { kind: 'abort'; id: number };

export type ChildFailure = { kind: 'failed'; code: string; message: string; retryable: boolean };

/** The outcome of a job. `seconds`: duration of the work in the media process. */
export type ChildOutcome =
  | { kind: 'animated'; result: Animated; seconds: number }
  | { kind: 'probed'; probe: Probe }
  | ChildFailure;

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
