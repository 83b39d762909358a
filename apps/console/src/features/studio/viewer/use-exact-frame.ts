import { useEffect, useMemo, useState } from 'react';
import type { Reading } from '../model/reading.ts';
import type { Segment } from '../model/segment.ts';
import { Newest } from '../pictures/newest.ts';
import { type Source, stills } from '../pictures/pictures.ts';

export interface ExactFrame {
  /** The time that was asked for. */
  readonly time: number;
  readonly source: Source;
  readonly picture: ImageBitmap;
}

/** What a frame is requested with; as text, it is the key of the frames that are kept. */
interface FrameKey {
  readonly at: number;
  readonly pixels: number;
  readonly part: Segment | undefined;
  readonly reading: Reading | undefined;
}

/** Frames that are kept, to go back and forth between them. */
const KEPT = 40;
/** Widths that are requested, pixels: few, so that the service can keep the pictures. */
const widths = [480, 720, 960, 1280];

/** The width to request for a place on the page. @param pixels of the screen */
export function requestWidth(pixels: number, sourceWidth: number): number {
  const wanted = widths.find((one) => one >= pixels) ?? 1280;
  return Math.max(16, Math.min(wanted, sourceWidth > 0 ? sourceWidth : wanted));
}

/**
 * The frame at a time as the service decodes it, which is what an animation shows. While the time changes, the frames that arrive are
 * returned in their order.
 * @param time undefined: none is needed, as while the film plays
 * @param segment of the animation: the brightness of HDR follows from it; undefined outside of it, and for other films
 */
export function useExactFrame(source: Source, time: number | undefined, width: number, segment: Segment | undefined) {
  const [frame, setFrame] = useState<ExactFrame>();
  const [error, setError] = useState<unknown>();
  const kept = useMemo(() => new Map<string, ImageBitmap>(), []);
  const newest = useMemo(
    () =>
      new Newest<string, ImageBitmap>(
        async (key, signal) => {
          const { at, pixels, part } = JSON.parse(key) as FrameKey;
          const query = { Times: [at], Width: pixels, Format: 'webp', ...part } as const;
          const { picture } = await stills(source, query, signal);
          return createImageBitmap(picture);
        },
        (key, picture) => {
          kept.set(key, picture);
          for (const [old, dropped] of kept) {
            if (kept.size <= KEPT) break;
            kept.delete(old);
            dropped.close();
          }
          setError(undefined);
          setFrame({ time: (JSON.parse(key) as FrameKey).at, source, picture });
        },
        (_, reason) => setError(reason),
      ),
    [source, kept],
  );
  useEffect(() => () => newest.cancel(), [newest]);

  useEffect(() => {
    if (time === undefined || width === 0) {
      newest.cancel();
      return;
    }
    const { reading } = source;
    const key = JSON.stringify({ at: time, pixels: width, part: segment, reading } satisfies FrameKey);
    const known = kept.get(key);
    if (known) {
      kept.delete(key);
      kept.set(key, known);
      newest.cancel();
      setError(undefined);
      setFrame({ time, source, picture: known });
    } else newest.want(key);
  }, [time, width, segment, source, newest, kept]);

  return { frame: frame?.source === source ? frame : undefined, error };
}
