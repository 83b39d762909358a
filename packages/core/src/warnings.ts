/** What the engine warns of, as data in `result.warnings`; never text on a terminal. */
export const warningCatalogue = {
  START_CLAMPED: 'The start lay before the beginning of the video and was moved there.',
  END_CLAMPED: 'The end lay beyond the end of the video and was moved there.',
  FPS_ABOVE_SOURCE: 'More frames a second were asked for than the source has; the additional frames show nothing new.',
  SIZE_ABOVE_SOURCE: 'The output is larger than the source; it is enlarged, not sharper.',
  SIZE_REDUCED: 'The source is larger than 4096 pixels on its long edge and no size was given, so it was reduced.',
  FRAMES_MERGED: 'GIF players slow down delays below 20 ms, so frames were merged.',
  DECODE_ERRORS: 'Some frames could not be decoded and were skipped.',
  INPUT_TRUNCATED: 'The input ended early; what was there was used.',
  SEEK_FALLBACK: 'Seeking did not work in this file, so it was decoded from its start.',
} as const;

export type WarningCode = keyof typeof warningCatalogue;

export interface Warning {
  code: WarningCode;
  message: string;
}
