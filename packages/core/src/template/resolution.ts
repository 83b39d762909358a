import { CliploopError } from '../errors.js';

/** A size in whole pixels. */
export interface Size {
  width: number;
  height: number;
}

/** Displayed size of a video: after rotation, with square pixels. */
export interface Display extends Size {
  /** Exact aspect ratio, if `width` and `height` were rounded for a sample aspect ratio. Default: `width / height`. */
  proportion?: { num: number; den: number };
}

/** See the option `fit` of animate(). */
export type Fit = 'stretch' | 'contain' | 'cover' | 'pad';

/** The requested size. A side of 0 is computed in proportion. */
export interface SizeRequest extends Size {
  /** Apply `width` to the long edge of the displayed video and `height` to the short edge. */
  resolutionAdaptive: boolean;
  /** Has an effect only if both sides are given. */
  fit: Fit;
}

export interface Resolution {
  /** Size of the output. */
  canvas: Size;
  /** Size of the scaled video: at most the canvas for pad, at least the canvas for cover. */
  picture: Size;
  /** Whether the output is scaled down because no size was given and the long edge of the source is above 4096 px. */
  reduced: boolean;
  /** Whether a side of the video is larger in the output than in the source. */
  enlarged: boolean;
}

/** Maximum long edge of an output without a requested size, px. */
const MAX_AUTO_EDGE = 4096;
/** Maximum side of any output, which is the limit of WebP, px. */
const MAX_EDGE = 16383;

/**
 * Computes the size of an output before a job runs, by the same rules as the engine. A side of 0 is computed in proportion,
 * rounded to the nearest integer, at least 1.
 *
 * @throws {CliploopError} INVALID_OPTION if a computed side would be longer than 16383 px.
 */
export function resolveSize(display: Display, request: SizeRequest): Resolution {
  const { width, height } = display;
  const shape = display.proportion ?? { num: width, den: height };
  const wanted = request.resolutionAdaptive && height > width ? turned(request) : request;
  const open = wanted.width === 0 && wanted.height === 0;
  const { canvas, picture } = layout(display, shape, wanted, request.fit);
  if (Math.max(canvas.width, canvas.height) > MAX_EDGE) {
    const detail = `The output would be ${canvas.width}x${canvas.height} pixels; no side may be longer than ${MAX_EDGE}`;
    throw new CliploopError('INVALID_OPTION', detail, { stage: 'scale' });
  }
  const shown = request.fit === 'pad' ? picture : canvas;
  return {
    canvas,
    picture,
    reduced: open && Math.max(width, height) > MAX_AUTO_EDGE,
    enlarged: shown.width > width || shown.height > height,
  };
}

type Shape = { num: number; den: number };

function layout(display: Size, shape: Shape, wanted: Size, fit: Fit): { canvas: Size; picture: Size } {
  const whole = (size: Size): { canvas: Size; picture: Size } => ({ canvas: size, picture: size });
  const { width, height } = wanted;
  if (width === 0 && height === 0) {
    const fits = Math.max(display.width, display.height) <= MAX_AUTO_EDGE;
    return whole(fits ? sizeOf(display) : inside(shape, MAX_AUTO_EDGE, MAX_AUTO_EDGE));
  }
  // If one side is that of the source, so is the other, without another rounding.
  if (height === 0) return whole({ width, height: width === display.width ? display.height : down(shape, width) });
  if (width === 0) return whole({ width: height === display.height ? display.width : across(shape, height), height });
  switch (fit) {
    case 'stretch':
      return whole({ width, height });
    case 'contain':
      return whole(inside(shape, width, height));
    case 'pad':
      return { canvas: { width, height }, picture: inside(shape, width, height) };
    case 'cover':
      return { canvas: { width, height }, picture: outside(shape, width, height) };
  }
}

function inside(shape: Shape, width: number, height: number): Size {
  if (width * shape.den <= height * shape.num) return { width, height: Math.min(height, down(shape, width)) };
  return { width: Math.min(width, across(shape, height)), height };
}

function outside(shape: Shape, width: number, height: number): Size {
  if (width * shape.den >= height * shape.num) return { width, height: Math.max(height, down(shape, width)) };
  return { width: Math.max(width, across(shape, height)), height };
}

// A single division, so that exact halves stay exact and are rounded up.
function down(shape: Shape, width: number): number {
  return Math.max(1, Math.round((width * shape.den) / shape.num));
}

function across(shape: Shape, height: number): number {
  return Math.max(1, Math.round((height * shape.num) / shape.den));
}

function turned({ width, height }: Size): Size {
  return { width: height, height: width };
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}
