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

/** The stages that an error of the engine can name, in the order of the data flow. */
export const engineStages = [
  'input',
  'demux',
  'decode',
  'sample',
  'scale',
  'merge',
  'quantize',
  'diff',
  'webp',
  'mux',
  'write',
  'job',
] as const;

export type EngineStage = (typeof engineStages)[number];
