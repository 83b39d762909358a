import { useEffect, useMemo, useState } from 'react';
import type { Editor } from '../model/editor.ts';
import { windowAt } from '../timeline/filmstrip.ts';
import { frameIndex, type Sheet, type SheetKey, type Sheets } from './sheets.ts';

/** The sheets with all frames around the points that matter: what the viewer shows, the selection, and the playhead. */
export function neededWindows({ film, shown, state: { at, selection } }: Editor): SheetKey[] {
  const margin = 3 / film.fps;
  const times = [shown, selection.in, selection.out, at].flatMap((time) => [time, time - margin, time + margin]);
  const found = new Map<number, SheetKey>();
  for (const time of times) {
    const key = windowAt(film, Math.min(Math.max(0, time), film.length));
    found.set(key.start, key);
  }
  return [...found.values()];
}

/** Teaches the editor the frames of the sheets that arrive. */
export function learnFrom(editor: Editor, { every, start, end }: SheetKey, { times }: Sheet): void {
  if (every !== 1) return;
  const isLast = end >= editor.film.length - 1e-6;
  editor.learn({ start, end, times, last: isLast });
}

/** A frame of a sheet. */
export interface Tile {
  readonly sheet: Sheet;
  readonly index: number;
}

/** The small picture of the frame on screen at a time, when it is loaded. */
export function tileAt({ film }: Editor, sheets: Sheets, time: number): Tile | undefined {
  const sheet = sheets.get(windowAt(film, time));
  if (sheet === undefined || sheet.times.length === 0) return undefined;
  const index = frameIndex(sheet, time);
  return { sheet, index };
}

/** Grows when sheets arrive, to draw again. */
export function useArrivals(sheets: Sheets): number {
  const [count, setCount] = useState(0);
  useEffect(() => sheets.onArrival(() => setCount((one) => one + 1)), [sheets]);
  return count;
}

/** Connects the sheets with the editor. @returns the last error */
export function useFrameTimes(editor: Editor, sheets: Sheets): unknown {
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const stops = [
      sheets.onArrival((key, sheet) => {
        learnFrom(editor, key, sheet);
        setError(undefined);
      }),
      sheets.onError(setError),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [editor, sheets]);
  return useMemo(() => error, [error]);
}
