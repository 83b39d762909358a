import type { MediaMetaData } from '../../store/tables/media.js';
import { MAX_STILLS } from './maker.js';

export interface Sheet {
  readonly columns: number;
  readonly rows: number;
}

/** Longest side of a WebP, px. Other formats have longer ones. */
const LONGEST_SIDE = 16_383;
/** Width of a still in a sheet when no size is given, px. */
const DEFAULT_WIDTH = 160;
const DEFAULT_COLUMNS = 10;
/** Pixels of a sheet with room for more stills than are known. They need 4 bytes each. */
const MOST_PIXELS = 2 ** 26;
/** The pixels of a video may be higher than wide, by about this. */
const MARGIN = 1.3;

/** Size of a video as it is shown, if its pixels are square, px. */
export function shownSize({ Width, Height, Rotate }: MediaMetaData): { width: number; height: number } {
  const turned = Math.abs(Rotate) % 180 === 90;
  const [width, height] = turned ? [Height, Width] : [Width, Height];
  return width > 0 && height > 0 ? { width, height } : { width: 16, height: 9 };
}

/**
 * The sheet for stills of a size. It has room for all that one picture may have, if the format has pictures that large.
 * @param columns absent: 10, or fewer
 * @param count absent: unknown
 */
export function sheetFor(
  meta: MediaMetaData,
  { width, height }: { readonly width: number; readonly height: number },
  { columns, count = MAX_STILLS }: { readonly columns?: number | undefined; readonly count?: number | undefined },
): Sheet {
  const shown = shownSize(meta);
  const ratio = shown.width / shown.height;
  const wide = width || (height > 0 ? height * ratio * MARGIN : DEFAULT_WIDTH);
  const high = height || (wide / ratio) * MARGIN;
  const most = (side: number): number => Math.max(1, Math.floor(LONGEST_SIDE / side));
  const across = columns ?? Math.min(DEFAULT_COLUMNS, most(wide));
  const byPixels = Math.max(1, Math.floor(MOST_PIXELS / (across * wide * high)));
  return { columns: across, rows: Math.min(Math.ceil(count / across), most(high), byPixels) };
}
