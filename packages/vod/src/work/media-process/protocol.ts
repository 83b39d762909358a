import type { AnimateOptions, AnimateResult, Probe } from '@cliploop/core';

/** The options of animate() that can be sent as JSON. */
export type AnimateJob = Omit<AnimateOptions, 'input' | 'output' | 'signal' | 'onProgress' | 'overwrite'> & {
  /** Paths. */
  readonly input: string;
  readonly output: string;
};

export type Animated = Omit<AnimateResult, 'data'>;

export type ChildWork = { kind: 'animate'; job: AnimateJob } | { kind: 'probe'; file: string; maxMemory: number };

/** Messages from the parent. */
export type ToChild = ChildWork | { kind: 'abort' };

export type ChildFailure = { kind: 'failed'; code: string; message: string; retryable: boolean };

/** The outcome of a job. `seconds`: duration of the work in the media process. */
export type ChildOutcome =
  | { kind: 'animated'; result: Animated; seconds: number }
  | { kind: 'probed'; probe: Probe }
  | ChildFailure;

/** Messages from the media process. */
export type FromChild = { kind: 'ready' } | { kind: 'progress'; percent: number } | ChildOutcome;
