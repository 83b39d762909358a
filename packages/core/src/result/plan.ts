import type { Warning } from '../warnings.js';

/** Properties of the output that are known before the first frame is encoded. */
export interface Plan {
  format: 'gif' | 'webp' | 'avif';
  /** Width of the output, px. */
  width: number;
  /** Height of the output, px. */
  height: number;
  /** Start of the segment in seconds, counted from the first displayed frame. */
  start: number;
  /** Length of the segment in seconds; null if unknown. */
  duration: number | null;
  /** Number of frames, before identical adjacent frames are merged; null if unknown. */
  frames: number | null;
  /** Estimated size of the output in bytes, which can be several times too high or too low; null if unknown. */
  estimatedBytes: number | null;
  /** LARGE_OUTPUT, or empty. Other warnings are only in the result. */
  warnings: Warning[];
}
