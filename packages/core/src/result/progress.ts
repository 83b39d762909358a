export interface Progress {
  /** The stage that the job is in: input, demux, decode … write. */
  phase: string;
  /** Frames done. */
  frames: number;
  /** Frames that the segment will have before identical ones are merged; 0 while unknown. */
  expectedFrames: number;
  /** Bytes of output so far. */
  bytes: number;
}
