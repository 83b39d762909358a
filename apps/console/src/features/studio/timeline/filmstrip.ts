import type { Film } from '../model/editor.ts';
import { spanOf, type View } from '../model/view.ts';
import type { Sheet, SheetKey, Sheets } from '../pictures/sheets.ts';

/** Pixels of a frame in a sheet of the timeline. */
const WIDTH = 160;
/** Frames in a sheet that shows some of the frames of its part. */
const COUNT = 20;
/** Frames in a sheet that shows all frames, about. */
const DENSE = 100;

/** The length of a part whose frames are all in one sheet, seconds: a power of two, so that parts begin at the same places. */
export function windowLength({ fps }: Film): number {
  return Math.min(16, Math.max(0.5, 2 ** Math.floor(Math.log2(DENSE / fps))));
}

/** The sheet with all frames around a time. */
export function windowAt(film: Film, time: number): SheetKey {
  const length = windowLength(film);
  const index = Math.max(0, Math.floor(Math.min(time, film.length - 1e-6) / length));
  const start = index * length;
  return { start, end: Math.min(start + length, film.length), every: 1, width: WIDTH, format: 'webp' };
}

/** The sheets with all frames between two times. */
export function windowsBetween(film: Film, from: number, to: number): SheetKey[] {
  const length = windowLength(film);
  const first = windowAt(film, from).start;
  const last = windowAt(film, to).start;
  const count = Math.round((last - first) / length) + 1;
  return Array.from({ length: count }, (_, index) => windowAt(film, first + index * length));
}

/** The sheets of a level: one frame each 2^level seconds. */
export function sheetAt(film: Film, level: number, time: number): SheetKey {
  const length = COUNT * 2 ** level;
  const start = Math.max(0, Math.floor(Math.min(time, film.length - 1e-6) / length)) * length;
  const end = Math.min(start + length, film.length);
  const count = Math.max(1, Math.ceil((end - start) / 2 ** level - 1e-9));
  return { start, end, count, width: WIDTH, format: 'webp' };
}

/** The level at which the whole film is in one sheet. */
export const topLevel = ({ length }: Film): number => Math.ceil(Math.log2(Math.max(0.1, length) / COUNT));

/** A frame of the filmstrip: from when to when it is drawn. */
export interface Slot {
  readonly from: number;
  readonly to: number;
  readonly key: SheetKey;
}

/** How a view is filled with frames. */
export interface Strip {
  /** Undefined: all frames, at their own times. */
  readonly level: number | undefined;
  readonly keys: readonly SheetKey[];
}

/**
 * The sheets for a view.
 * @param tile wanted width of a frame in the timeline, pixels
 * @param width of the timeline, pixels
 */
export function stripOf(film: Film, view: View, width: number, tile: number): Strip {
  const seconds = (spanOf(view) * tile) / Math.max(1, width);
  const level = Math.min(topLevel(film), Math.floor(Math.log2(seconds)));
  if (2 ** level < 1.5 / film.fps || seconds * film.fps <= 2) {
    return { level: undefined, keys: windowsBetween(film, view.from, view.to) };
  }
  const keys: SheetKey[] = [];
  for (let time = view.from; ; ) {
    const key = sheetAt(film, level, time);
    keys.push(key);
    if (key.end >= Math.min(view.to, film.length) - 1e-9) break;
    time = key.end + 1e-9;
  }
  return { level, keys };
}

/** The frames of a view, whether their sheets are loaded or not. */
export function slotsOf(film: Film, view: View, strip: Strip): Slot[] {
  const { level } = strip;
  if (level === undefined) return [];
  const step = 2 ** level;
  const first = Math.floor(view.from / step);
  const last = Math.ceil(Math.min(view.to, film.length) / step - 1e-9);
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => {
    const from = (first + index) * step;
    return { from, to: from + step, key: sheetAt(film, level, from) };
  });
}

/** The best loaded sheet for a time: that of a level, else of one with fewer frames. */
export function bestSheet(sheets: Sheets, film: Film, level: number | undefined, time: number): Sheet | undefined {
  const exact = level === undefined ? sheets.get(windowAt(film, time)) : sheets.get(sheetAt(film, level, time));
  if (exact) return exact;
  const top = topLevel(film);
  const from = level === undefined ? Math.ceil(Math.log2(1 / film.fps)) : level + 1;
  for (let one = from; one <= top; one += 1) {
    const sheet = sheets.get(sheetAt(film, one, time));
    if (sheet) return sheet;
  }
  return undefined;
}
