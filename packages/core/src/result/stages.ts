/**
 * The members of `timings`, in order: opening the input, seeking, decoding, scaling, quantizing, computing the changes
 * between frames, compressing, writing, and the whole job. Threads work at the same time, so that the others may sum to
 * more than `total`.
 */
export const timingStages = [
  'open',
  'seek',
  'decode',
  'scale',
  'quantize',
  'diff',
  'compress',
  'write',
  'total',
] as const;
