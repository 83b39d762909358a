import type { AnimateOptions, AnimateResult, Probe } from '@cliploop/core';

/** What a media child is told to make: the options of animate() that JSON can carry. */
export type AnimateJob = Omit<AnimateOptions, 'input' | 'output' | 'signal' | 'onProgress' | 'overwrite'> & {
  /** Paths. */
  readonly input: string;
  readonly output: string;
};

export type Animated = Omit<AnimateResult, 'data'>;

export type ChildWork = { kind: 'animate'; job: AnimateJob } | { kind: 'probe'; file: string };

/** From the parent. */
export type ToChild = ChildWork | { kind: 'abort' };

export type ChildFailure = { kind: 'failed'; code: string; message: string; retryable: boolean };

/** What became of a job. `seconds`: that the child worked on it. */
export type ChildOutcome =
  | { kind: 'animated'; result: Animated; seconds: number }
  | { kind: 'probed'; probe: Probe }
  | ChildFailure;

/** From the child. */
export type FromChild = { kind: 'ready' } | { kind: 'progress'; percent: number } | ChildOutcome;
