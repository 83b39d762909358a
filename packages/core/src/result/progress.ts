/** The phases of a job, in order: it opens the input, seeks to the start of the segment, encodes, and completes the output. */
export const progressPhases = ['open', 'seek', 'encode', 'write'] as const;

export type ProgressPhase = (typeof progressPhases)[number];

export interface Progress {
  /** The phase that the job is in: open, seek, encode or write. */
  phase: ProgressPhase;
  /**
   * Finished frames of the output, identical ones included. With `playback` reverse or boomerang, all frames are read before the first one
   * is encoded, which counts as 30 % of the progress.
   */
  frames: number;
  /** Frames of the segment before identical ones are merged; 0 when unknown. */
  expectedFrames: number;
  /** Bytes of the output so far. */
  bytes: number;
}
