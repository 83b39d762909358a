import type { StillsResult } from './stills-result.js';

/**
 * Returns the WebVTT index of sprite sheets, as players read it: a cue for each still, with a link such as
 * sheet.webp#xywh=0,0,160,90.
 *
 * @param linkOf Link of a sheet by its index, relative to the index or absolute.
 */
export function spriteVtt(
  { stills, width, height }: Pick<StillsResult, 'stills' | 'width' | 'height'>,
  linkOf: (sheet: number) => string,
): string {
  const cues = stills
    // Players refuse cues without a length.
    .filter(({ start, end }) => Math.round(end * 1000) > Math.round(start * 1000))
    .map(({ start, end, sheet = 0, x = 0, y = 0 }) => {
      return `${timestamp(start)} --> ${timestamp(end)}\n${linkOf(sheet)}#xywh=${x},${y},${width},${height}\n`;
    });
  return ['WEBVTT\n', ...cues].join('\n');
}

/** "00:01:30.500". */
function timestamp(seconds: number): string {
  const ms = Math.round(seconds * 1000);
  const pad = (value: number, digits = 2): string => String(Math.floor(value)).padStart(digits, '0');
  return `${pad(ms / 3_600_000)}:${pad((ms / 60_000) % 60)}:${pad((ms / 1000) % 60)}.${pad(ms % 1000, 3)}`;
}
