import type { AnimateOptions, AnimateResult } from '@cliploop/core';

/** What a media child is told to make: the options of animate() that JSON can carry. */
export type ChildJob = Omit<AnimateOptions, 'input' | 'output' | 'signal' | 'onProgress' | 'overwrite'> & {
  /** Paths. */
  readonly input: string;
  readonly output: string;
};

export type Animated = Omit<AnimateResult, 'data'>;

/** From the parent. */
export type ToChild = { kind: 'run'; job: ChildJob } | { kind: 'abort' };

/** What became of a job. */
export type ChildOutcome =
  | { kind: 'done'; result: Animated }
  | { kind: 'failed'; code: string; message: string; retryable: boolean };

/** From the child. */
export type FromChild = { kind: 'ready' } | { kind: 'progress'; percent: number } | ChildOutcome;
