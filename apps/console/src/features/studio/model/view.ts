/** The part of the film that the timeline shows, seconds. */
export interface View {
  readonly from: number;
  readonly to: number;
}

export interface Limits {
  /** Length of the film, seconds. */
  readonly length: number;
  /** Length of a frame, seconds. */
  readonly frame: number;
}

/** Frames in the closest view. */
const CLOSEST = 8;

export const spanOf = ({ from, to }: View): number => to - from;

export const wholeFilm = ({ length }: Limits): View => ({ from: 0, to: length });

/** A view inside the film that is not closer than some frames. */
export function clampView({ from, to }: View, { length, frame }: Limits): View {
  const span = Math.min(length, Math.max(to - from, Math.min(length, CLOSEST * frame)));
  const start = Math.min(Math.max(0, from), length - span);
  return { from: start, to: start + span };
}

/** Zooms around a time, which keeps its place. @param factor above 1: closer */
export function zoom(view: View, around: number, factor: number, limits: Limits): View {
  const span = Math.min(
    limits.length,
    Math.max(spanOf(view) / factor, Math.min(limits.length, CLOSEST * limits.frame)),
  );
  const place = (around - view.from) / spanOf(view);
  return clampView({ from: around - place * span, to: around + (1 - place) * span }, limits);
}

export const pan = (view: View, seconds: number, limits: Limits): View =>
  clampView({ from: view.from + seconds, to: view.to + seconds }, limits);

/** Moves a view no further than needed so that it shows a time. */
export function reveal(view: View, time: number, limits: Limits): View {
  const margin = spanOf(view) * 0.05;
  if (time < view.from) return pan(view, time - view.from - margin, limits);
  if (time > view.to) return pan(view, time - view.to + margin, limits);
  return view;
}

/** A view of a part of the film with some room on both sides. */
export function frameView(from: number, to: number, limits: Limits): View {
  const room = Math.max((to - from) * 0.25, 4 * limits.frame);
  return clampView({ from: from - room, to: to + room }, limits);
}

export const toPixel = (view: View, time: number, width: number): number => ((time - view.from) / spanOf(view)) * width;

export const toTime = (view: View, pixel: number, width: number): number =>
  view.from + (pixel / Math.max(1, width)) * spanOf(view);

const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/** Pixels between the labels of two ticks, at least. */
const LABEL = 88;

/** The ticks of a view: when they are, and the seconds between them. */
export function ticks(view: View, width: number, frame: number): { readonly step: number; readonly times: number[] } {
  const wanted = (spanOf(view) * LABEL) / Math.max(1, width);
  // Closer than a tenth, ticks stand for numbers of frames.
  const close = [1, 2].map((frames) => frames * frame).filter((step) => step < 0.1);
  const step = [...close, ...steps].find((one) => one >= wanted) ?? Math.ceil(wanted / 7200) * 7200;
  const first = Math.ceil(view.from / step - 1e-9);
  const count = Math.max(0, Math.floor(view.to / step + 1e-9) - first + 1);
  return { step, times: Array.from({ length: count }, (_, index) => (first + index) * step) };
}
