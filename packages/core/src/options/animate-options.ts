// Written by `npm test -- -u` from the schema; the tests fail when it is stale.

import type { Input } from '../input/types.js';
import type { Output } from '../output/types.js';
import type { Plan } from '../result/plan.js';
import type { Progress } from '../result/progress.js';
import type { TemplateInput } from '../template/template.js';

/** Options of animate(). An explicit option overrides the template; undefined counts as absent. */
export interface AnimateOptions {
  /**
   * The video: a path, a file:, http: or https: URL, bytes, a stream, or a range reader.
   * Range: a path, a URL, bytes, a stream or a range reader.
   */
  input: Input;
  /**
   * Destination: a path, a file: URL, or a Writable. Without it, the bytes are in `result.data`.
   * Range: a path, a file: URL or a Writable.
   */
  output?: Output | undefined;
  /**
   * Start of the segment, counted from the first displayed frame. A negative time counts from the end.
   * Unit: s. Range: a time such as 90, 1:30 or 1m30s. Default: 0.
   */
  start?: number | string | undefined;
  /**
   * End of the segment. A negative time counts from the end; 0 is the end of the video. Not together with `duration`.
   * Unit: s. Range: a time such as 90, 1:30 or 1m30s. Default: 0.
   */
  end?: number | string | undefined;
  /**
   * Length of the segment. Not together with `end`.
   * Unit: s. Range: a time above 0 such as 4, 1:30 or 1m30s.
   */
  duration?: number | string | undefined;
  /**
   * Format of the output. Must match the extension of `output`.
   * Range: gif or webp. Default: the template's, else the extension of `output`, else gif.
   */
  format?: 'gif' | 'webp' | undefined;
  /**
   * Width. A percentage refers to the displayed width of the source. 0 or auto: in proportion to the height, or else the width of the source (at most 4096 px on the long edge).
   * Unit: px. Range: 0, a number of pixels from 16 to 4096, or a percentage such as 50%. Default: the template's, else 0.
   */
  width?: number | string | undefined;
  /**
   * Height. A percentage refers to the displayed height of the source. 0 or auto: in proportion to the width, or else the height of the source (at most 4096 px on the long edge).
   * Unit: px. Range: 0, a number of pixels from 16 to 4096, or a percentage such as 50%. Default: the template's, else 0.
   */
  height?: number | string | undefined;
  /**
   * How the picture fits when width and height are given: stretch ignores its proportions, contain fits it inside, cover fills the size and crops the rest, pad adds bars of `background`.
   * Range: stretch, contain, cover or pad. Default: stretch.
   */
  fit?: 'stretch' | 'contain' | 'cover' | 'pad' | undefined;
  /**
   * Colour of the bars of `pad`.
   * Range: transparent, #rgb, #rrggbb, #rrggbbaa or a basic CSS colour name. Default: #000000.
   */
  background?: string | undefined;
  /**
   * `width` is the long edge of the displayed picture and `height` the short one.
   * Range: true or false. Default: the template's, else false.
   */
  resolutionAdaptive?: boolean | undefined;
  /**
   * Frames per second: a number (29.97 means 30000/1001), a fraction such as 30000/1001, or source for every frame of the source at its own time.
   * Unit: frames/s. Range: a number or fraction from 1 to 60, or source. Default: the template's, else 15.
   */
  fps?: number | string | undefined;
  /**
   * Quality for both formats. 100 is the best, but not lossless.
   * Range: an integer from 1 to 100. Default: the template's, else 75.
   */
  quality?: number | undefined;
  /**
   * Encoding effort: 0 is the fastest, 6 gives the smallest WebP and the most accurate GIF palettes.
   * Range: an integer from 0 to 6. Default: 2.
   */
  effort?: number | undefined;
  /**
   * Number of plays in total; 0 or forever repeats without end.
   * Unit: plays. Range: a number of plays from 0 to 65535, forever or once. Default: 0.
   */
  loop?: number | string | undefined;
  /**
   * Dithering of GIF, which has at most 256 colours. WebP is not dithered.
   * Range: auto, none, floyd-steinberg or ordered. Default: auto.
   */
  dither?: 'auto' | 'none' | 'floyd-steinberg' | 'ordered' | undefined;
  /**
   * The id of a preset (20000 GIF, 20001 WebP), or a template of your own. Explicit options override it.
   * Range: the id of a preset, or a template object.
   */
  template?: number | TemplateInput | undefined;
  /**
   * Replace an existing output file. Without it, an existing file is an error.
   * Range: true or false. Default: false.
   */
  overwrite?: boolean | undefined;
  /**
   * Aborts the job: the promise rejects within 100 ms.
   * Range: an AbortSignal.
   */
  signal?: AbortSignal | undefined;
  /**
   * Called with the progress, at most 10 times per second.
   * Range: a function.
   */
  onProgress?: ((progress: Progress) => void) | undefined;
  /**
   * Called once, before the first frame is encoded, with the size, the frames and the estimated bytes of the output.
   * Range: a function.
   */
  onPlan?: ((plan: Plan) => void) | undefined;
  /**
   * Limits of the job; see the table of limits.
   * Range: an object.
   */
  limits?: Limits | undefined;
  /**
   * Threads of the job. The output does not depend on it.
   * Range: an integer from 1 to 256. Default: os.availableParallelism().
   */
  threads?: number | undefined;
}

/** Options of probe(). */
export interface ProbeOptions {
  /**
   * Aborts the job: the promise rejects within 100 ms.
   * Range: an AbortSignal.
   */
  signal?: AbortSignal | undefined;
  /**
   * Limits of the job; see the table of limits.
   * Range: an object.
   */
  limits?: Limits | undefined;
  /**
   * Threads of the job. The output does not depend on it.
   * Range: an integer from 1 to 256. Default: os.availableParallelism().
   */
  threads?: number | undefined;
}

/** Limits of a job. Exceeding one is an error that names it. */
export interface Limits {
  /**
   * Pixels of one frame of the source.
   * Unit: px. Range: a number of pixels of at least 1, or a size such as 1920x1080. Default: 35389440 (8192x4320).
   */
  maxPixels?: number | string | undefined;
  /**
   * Length of the segment; 0 means no limit.
   * Unit: s. Range: a number of seconds from 0 to 1000000000, or a duration such as 1m30s. Default: 0.
   */
  maxDuration?: number | string | undefined;
  /**
   * Frames of the segment, counted before identical ones are merged.
   * Unit: frames. Range: an integer of at least 1. Default: 20000.
   */
  maxFrames?: number | undefined;
  /**
   * Size of the output.
   * Unit: bytes. Range: a number of bytes of at least 1, such as 5000000, 5MB or 5MiB. Default: 2147483648 (2 GiB).
   */
  maxOutputBytes?: number | string | undefined;
  /**
   * Size of the temporary file for an input stream that cannot seek.
   * Unit: bytes. Range: a number of bytes of at least 1, such as 5000000, 5MB or 5MiB. Default: 4294967296 (4 GiB).
   */
  maxSpoolBytes?: number | string | undefined;
  /**
   * Time that the job may take, including the time it waits for the network; 0 means no limit.
   * Unit: ms. Range: a number of milliseconds from 0 to 2147483647, or a duration such as 30s. Default: 0.
   */
  timeoutMs?: number | string | undefined;
}
