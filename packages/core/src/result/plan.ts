import type { Warning } from '../warnings.js';

/** The output of a job, as far as it is known before the first frame is encoded. */
export interface Plan {
  format: 'gif' | 'webp';
  /** Width of the output, px. */
  width: number;
  /** Height of the output, px. */
  height: number;
  /** Start of the segment, s from the first displayed frame. */
  start: number;
  /** Length of the segment, s; null while unknown. */
  duration: number | null;
  /** Frames before identical neighbours are merged; null while unknown. */
  frames: number | null;
  /** Estimated size of the output, bytes; it can be several times too high or too low. Null while unknown. */
  estimatedBytes: number | null;
  /** The warnings that are known by then: LARGE_OUTPUT. */
  warnings: Warning[];
}
