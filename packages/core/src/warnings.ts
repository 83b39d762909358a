import type { ErrorCode } from './errors.js';

/** All warnings. They are returned in `result.warnings`; the library never prints them. */
export const warningCatalogue = {
  LARGE_OUTPUT:
    'The segment is longer than 30 s, or the estimated size of the output is above 50 MB. `data` has frames, width, height, duration (s) and estimatedBytes. `options` has options that make the output smaller.',
  START_CLAMPED: 'The start is before the beginning of the video. The segment starts at the beginning.',
  END_CLAMPED: 'The end is after the end of the video. The segment ends at the end of the video.',
  FPS_ABOVE_SOURCE: 'The frame rate is higher than that of the source. Frames are repeated.',
  SIZE_ABOVE_SOURCE: 'The output is larger than the source. Enlarging does not add detail.',
  SIZE_REDUCED:
    'No size was given, and the long edge of the source is above 4096 px. The output is scaled down to 4096 px.',
  SIZE_CHANGED:
    'The size of the video changes inside the segment. The output has the size of the first frame. `data` has fromWidth and fromHeight (of the first frame), toWidth and toHeight (the largest other size, px), and time (of the first change, s).',
  STREAM_CHOSEN:
    'The input has several video streams, and one of them was chosen. The option `stream` chooses another one. `data` has stream (its index) and streams (their number).',
  NOTHING_VISIBLE: 'No pixel of the output is visible, because the video is transparent.',
  RATE_ASSUMED:
    'The input does not state the times of its frames, so a frame rate is assumed. The option `inputFps` sets another one. `data` has fps.',
  STILL_IMAGE: 'The input is a single picture, not a video.',
  ALPHA_DROPPED: 'The source has transparency that cannot be decoded. The output is opaque.',
  FRAMES_MERGED: 'Frames were merged, because viewers slow down GIFs with delays below 20 ms.',
  START_DROPPED:
    'The input begins in the middle of a group of pictures, or its first key frame is damaged. The video starts with the first whole frame. `data` has seconds and frames (the missing part).',
  KEY_FRAME_MISSING: 'No key frame was found near the beginning. The first frames may be incomplete.',
  DECODE_ERRORS:
    'Some packets are damaged. Their frames are missing or incomplete. `data` has errors (the number of these packets).',
  INPUT_TRUNCATED: 'The input is truncated. The segment ends where the input ends.',
  COLORS_APPROXIMATE:
    'The colors of this Dolby Vision video need metadata, which is missing or not supported by the installed libav. `data` has profile.',
  SEEK_FALLBACK: 'Seeking failed in this file. It was decoded from the start.',
} as const;

export type WarningCode = keyof typeof warningCatalogue;

/** A warning of a job. */
export interface Warning {
  /** The code of a warning, or in a probe of a video that cannot be decoded, the code of an error. */
  code: WarningCode | ErrorCode;
  message: string;
  /** The numbers in the message, by the names in the table of warnings. */
  data?: Record<string, number>;
  /** Options that make the output smaller, with suggested values. Only for LARGE_OUTPUT. */
  options?: Record<string, number>;
}
