import type { FrameGrid } from './frame-grid.ts';

/** The chosen part of the film: its first and last frame, by their times in seconds as the service reported them. */
export interface Selection {
  readonly in: number;
  readonly out: number;
}

/** The segment of a task. */
export interface Segment {
  readonly StartTimeOffset: number;
  /** 0: the end of the video. */
  readonly EndTimeOffset: number;
}

/** Frames per second of an animation; `source`: every frame of the film, as long as the film shows it. */
export type Rate = number | 'source';

/** How an animation shows the film. */
export interface Sampling {
  readonly grid: FrameGrid;
  readonly fps: Rate;
  /** End of the film, seconds. */
  readonly filmEnd: number;
}

/** An animation whose frames have equal times. */
type Even = Sampling & { readonly fps: number };

const isEven = (sampling: Sampling): sampling is Even => sampling.fps !== 'source';

/** The last frame of an animation: how many there are, and which times are doubtful. */
interface Last {
  readonly samples: number | undefined;
  /** A time about which the service must be asked first. */
  readonly doubt?: number;
}

/**
 * Counts the frames of the animation. Frame k shows the film at `in + k / fps`; the last one is the last that shows the frame `out` or one
 * before it.
 */
function lastOf({ in: start, out }: Selection, { grid, fps, filmEnd }: Even): Last {
  if (!grid.covers(start) || !grid.covers(out)) return { samples: undefined };
  const next = grid.endOf(out);
  if (next === undefined) {
    const samples = Math.max(1, Math.ceil((filmEnd - start) * fps - 1e-6));
    return { samples: grid.lastFrame === out ? samples : undefined };
  }
  // The last one before the next frame of the film may already show that.
  const before = Math.ceil((next - start) * fps - 1e-6) - 1;
  const time = start + before / fps;
  if (grid.isDoubtful(time)) return { samples: undefined, doubt: time };
  const isLater = before > 0 && (grid.shownAt(time) ?? 0) > out;
  return { samples: Math.max(1, isLater ? before : before + 1) };
}

/** A time about which the service must be asked before the segment and its last frame are known. */
export function doubtOf(selection: Selection, sampling: Sampling): number | undefined {
  if (!isEven(sampling)) return undefined;
  const { samples, doubt } = lastOf(selection, sampling);
  if (samples === undefined) return doubt;
  const time = selection.in + (samples - 1) / sampling.fps;
  return samples > 1 && sampling.grid.isDoubtful(time) ? time : undefined;
}

/**
 * The segment whose last frame is `out`. It ends when the last frame of the animation has been shown as long as the others, and before the
 * first one that would show a later frame of the film.
 * @returns undefined while the frames are not known
 */
export function segmentOf(selection: Selection, sampling: Sampling): Segment | undefined {
  const { in: start, out } = selection;
  if (!isEven(sampling)) return wholeFrames(selection, sampling);
  const { samples } = lastOf(selection, sampling);
  if (samples === undefined) return undefined;
  // The service counts in microseconds.
  const end = (Math.round(start * 1e6) + Math.floor((samples * 1e6) / sampling.fps + 1e-6)) / 1e6;
  const isOpen = sampling.grid.lastFrame === out || end >= sampling.filmEnd;
  return { StartTimeOffset: start, EndTimeOffset: isOpen ? 0 : end };
}

/** The segment that ends with the frame `out`. */
function wholeFrames({ in: start, out }: Selection, { grid }: Sampling): Segment | undefined {
  const next = grid.endOf(out);
  if (!grid.covers(start) || !grid.covers(out) || (next === undefined && grid.lastFrame !== out)) return undefined;
  return { StartTimeOffset: start, EndTimeOffset: next ?? 0 };
}

/** The time of the last frame that the animation shows. At a lower frame rate than that of the film, it may be before `out`. */
export function lastShown(selection: Selection, sampling: Sampling): number {
  if (!isEven(sampling)) return selection.out;
  const { samples } = lastOf(selection, sampling);
  if (samples === undefined) return selection.out;
  const time = selection.in + (samples - 1) / sampling.fps;
  const { grid } = sampling;
  return Math.min(selection.out, grid.shownAt(time) ?? grid.frameAt(time) ?? selection.out);
}

/** The length of the animation, seconds. @param frame length of a frame, where the grid does not know the next one */
export function lengthOf({ in: start, out }: Selection, grid: FrameGrid, frame: number): number {
  return (grid.endOf(out) ?? out + frame) - start;
}
