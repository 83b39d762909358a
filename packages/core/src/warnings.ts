/** All warnings. They are data in `result.warnings`; the library never prints them. */
export const warningCatalogue = {
  LARGE_OUTPUT:
    'The segment is longer than 30 s, or the output is estimated at more than 50 MB. `data` has frames, width, height, duration (s) and estimatedBytes; `options` has options that make the output smaller.',
  START_CLAMPED: 'The start was before the beginning of the video, so the segment starts there.',
  END_CLAMPED: 'The end was after the end of the video, so the segment ends there.',
  FPS_ABOVE_SOURCE: 'The frame rate is higher than that of the source. The additional frames show nothing new.',
  SIZE_ABOVE_SOURCE: 'The output is larger than the source. It is enlarged, not sharper.',
  SIZE_REDUCED: 'The source has more than 4096 pixels on its long edge and no size was given, so it was reduced.',
  FRAMES_MERGED: 'GIF players slow down delays below 20 ms, so frames were merged.',
  DECODE_ERRORS: 'Some frames could not be decoded and were skipped.',
  INPUT_TRUNCATED: 'The input ended early. The segment ends with it.',
  SEEK_FALLBACK: 'Seeking did not work in this file, so it was decoded from its start.',
} as const;

export type WarningCode = keyof typeof warningCatalogue;

export interface Warning {
  code: WarningCode;
  message: string;
  /** Numbers in the message; only in LARGE_OUTPUT. */
  data?: Record<string, number>;
  /** Options that reduce the output, with values to try; only in LARGE_OUTPUT. */
  options?: Record<string, number>;
}
