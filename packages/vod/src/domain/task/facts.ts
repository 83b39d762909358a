import type { AnimateResult } from '@cliploop/core';

/** What the contract does not say of an animation that was made. */
export interface AnimationFacts {
  /** Number of frames, after equal ones were merged. */
  readonly Frames: number;
  /** Duration of one play, seconds. */
  readonly Duration: number;
  /** Total number of plays; 0: without end. */
  readonly Loop: number;
  /** Time that a media process took, seconds. */
  readonly Seconds: number;
  readonly Warnings: readonly { readonly Code: string; readonly Message: string }[];
}

/** Warnings that are stored. */
const MAX_WARNINGS = 20;

/** @param seconds that the media process took */
export function factsOf(
  { frames, duration, loop, warnings }: Pick<AnimateResult, 'frames' | 'duration' | 'loop' | 'warnings'>,
  seconds: number,
): AnimationFacts {
  return {
    Frames: frames,
    Duration: duration,
    Loop: loop,
    Seconds: Math.round(seconds * 1000) / 1000,
    Warnings: warnings.slice(0, MAX_WARNINGS).map(({ code, message }) => ({ Code: code, Message: message })),
  };
}
