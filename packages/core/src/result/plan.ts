import type { Warning } from '../warnings.js';

/** What a job is going to make, as far as it is known before the first frame is encoded. */
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
  /** Rough size of the output, bytes; it may be several times more or less. Null while unknown. */
  estimatedBytes: number | null;
  /** What is known already of the warnings of the result: LARGE_OUTPUT. */
  warnings: Warning[];
}
