// Written by `npm test -- -u` from the schema; the tests fail when it is stale.

import type { Input } from '../input/types.js';
import type { Output } from '../output/types.js';
import type { Progress } from '../result/progress.js';
import type { TemplateInput } from '../template/template.js';

/** Options of animate(). An explicit option overrides the template; undefined counts as absent. */
export interface AnimateOptions {
  /**
   * The video: a path, a file:, http: or https: URL, bytes, a stream, or a range reader.
   * Range: path, URL, bytes, stream or range reader.
   */
  input: Input;
  /**
   * Where the result goes: a path, a file: URL, or a Writable. Absent: into `result.data`.
   * Range: path, file: URL or Writable.
   */
  output?: Output | undefined;
  /**
   * Start of the segment, from the first displayed frame; negative counts from the end.
   * Unit: s, or hh:mm:ss.sss. Range: seconds or [-]hh:mm:ss.sss. Default: 0.
   */
  start?: number | string | undefined;
  /**
   * End of the segment; negative counts from the end, 0 is the end of the video. Not together with `duration`.
   * Unit: s, or hh:mm:ss.sss. Range: seconds or [-]hh:mm:ss.sss. Default: 0.
   */
  end?: number | string | undefined;
  /**
   * Length of the segment, above 0. Not together with `end`.
   * Unit: s, or hh:mm:ss.sss. Range: seconds or hh:mm:ss.sss above 0.
   */
  duration?: number | string | undefined;
  /**
   * Format of the output. Must agree with the extension of `output`.
   * Range: one of gif, webp. Default: of the template, else the extension of `output`, else gif.
   */
  format?: 'gif' | 'webp' | undefined;
  /**
   * Width; 0 is derived: from the height in proportion, or as the source is displayed (at most 4096 on the long edge).
   * Unit: px. Range: 0 or an integer between 16 and 4096. Default: of the template, else 0.
   */
  width?: number | undefined;
  /**
   * Height; 0 is derived: from the width in proportion, or as the source is displayed (at most 4096 on the long edge).
   * Unit: px. Range: 0 or an integer between 16 and 4096. Default: of the template, else 0.
   */
  height?: number | undefined;
  /**
   * What happens when both sides are given: stretch to them, contain the picture in them, cover them and cut, or pad with `background`.
   * Range: one of stretch, contain, cover, pad. Default: stretch.
   */
  fit?: 'stretch' | 'contain' | 'cover' | 'pad' | undefined;
  /**
   * Colour of the bars of `pad`: transparent, #rgb, #rrggbb, #rrggbbaa or a basic CSS name.
   * Range: 'transparent', #rgb, #rrggbb, #rrggbbaa or a basic CSS colour name. Default: #000000.
   */
  background?: string | undefined;
  /**
   * `width` names the long edge of the displayed picture and `height` the short one.
   * Range: boolean. Default: of the template, else false.
   */
  resolutionAdaptive?: boolean | undefined;
  /**
   * Frames a second: a number (29.97 is 30000/1001), a fraction "num/den", or source for every frame at its own time.
   * Unit: frames/s. Range: number or fraction between 1 and 60, or 'source'. Default: of the template, else 15.
   */
  fps?: number | string | undefined;
  /**
   * Quality, one dial for both formats; 100 is not lossless.
   * Range: integer between 1 and 100. Default: of the template, else 75.
   */
  quality?: number | undefined;
  /**
   * Time to spend: 0 is fastest, 6 gives the smallest WebP and the GIF palettes nearest to the source.
   * Range: integer between 0 and 6. Default: 2.
   */
  effort?: number | undefined;
  /**
   * How often the result plays in all; 0 is for ever.
   * Unit: plays. Range: integer between 0 and 65535. Default: 0.
   */
  loop?: number | undefined;
  /**
   * How GIF hides its few colours; WebP needs none.
   * Range: one of auto, none, floyd-steinberg, ordered. Default: auto.
   */
  dither?: 'auto' | 'none' | 'floyd-steinberg' | 'ordered' | undefined;
  /**
   * A preset by id (20000 GIF, 20001 WebP), or a template of your own. Explicit options override it.
   * Range: id of a preset or a template.
   */
  template?: number | TemplateInput | undefined;
  /**
   * An existing output file is replaced; otherwise it is an error.
   * Range: boolean. Default: false.
   */
  overwrite?: boolean | undefined;
  /**
   * Aborts the job: the promise rejects within 100 ms.
   * Range: AbortSignal.
   */
  signal?: AbortSignal | undefined;
  /**
   * Called at most 10 times a second.
   * Range: function.
   */
  onProgress?: ((progress: Progress) => void) | undefined;
  /**
   * What the job may use; see the table of limits.
   * Range: object.
   */
  limits?: Limits | undefined;
  /**
   * Threads that the job may use; with 1 everything happens on that one. The output does not depend on it.
   * Range: integer between 1 and 256. Default: os.availableParallelism().
   */
  threads?: number | undefined;
}

/** Options of probe(). */
export interface ProbeOptions {
  /**
   * Aborts the job: the promise rejects within 100 ms.
   * Range: AbortSignal.
   */
  signal?: AbortSignal | undefined;
  /**
   * What the job may use; see the table of limits.
   * Range: object.
   */
  limits?: Limits | undefined;
  /**
   * Threads that the job may use; with 1 everything happens on that one. The output does not depend on it.
   * Range: integer between 1 and 256. Default: os.availableParallelism().
   */
  threads?: number | undefined;
}

/** What a job may use. Going over one of them is an error of its own that names it. */
export interface Limits {
  /**
   * Pixels of a frame of the source.
   * Unit: px. Range: integer of at least 1. Default: 35389440 (8192x4320).
   */
  maxPixels?: number | undefined;
  /**
   * Length of the segment; 0 is no limit.
   * Unit: s. Range: seconds between 0 and 1000000000. Default: 0.
   */
  maxDuration?: number | undefined;
  /**
   * Frames of the segment, counted before identical ones are merged.
   * Unit: frames. Range: integer of at least 1. Default: 20000.
   */
  maxFrames?: number | undefined;
  /**
   * Size of the output.
   * Unit: bytes. Range: integer of at least 1. Default: 2147483648 (2 GiB).
   */
  maxOutputBytes?: number | undefined;
  /**
   * Size of the temporary file that an input stream which cannot seek is kept in.
   * Unit: bytes. Range: integer of at least 1. Default: 4294967296 (4 GiB).
   */
  maxSpoolBytes?: number | undefined;
  /**
   * Time that the job may take, waiting for the network included; 0 is no limit.
   * Unit: ms. Range: 0 or an integer between 1 and 2147483647. Default: 0.
   */
  timeoutMs?: number | undefined;
}
