/** Limits of the animations of URLs. */
export interface UrlLimits {
  /** Longest segment, seconds. */
  readonly maxSegment: number;
  /** Most pixels of the output: width times height. */
  readonly maxPixels: number;
  /** Time limit for making one, seconds. */
  readonly timeout: number;
  /** Those of one application that wait to be made. */
  readonly queue: number;
  /** Bytes of all stored ones. At least `MAX_BYTES`. */
  readonly cache: number;
  /** How long one is kept after its last request, seconds. */
  readonly retention: number;
}

/** Largest animation, bytes. */
export const MAX_BYTES = 64 * 2 ** 20;

/** Largest `timeout`, seconds. */
export const MAX_TIMEOUT_S = 120;

export const defaultUrlLimits: UrlLimits = {
  maxSegment: 60,
  maxPixels: 1920 * 1080,
  timeout: 30,
  queue: 8,
  cache: 10 * 2 ** 30,
  retention: 30 * 86_400,
};
