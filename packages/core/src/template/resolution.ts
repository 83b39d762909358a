import { CliploopError } from '../errors.js';

/** Whole pixels. */
export interface Size {
  width: number;
  height: number;
}

/** A picture as it is displayed: turned upright, with square pixels. */
export interface Display extends Size {
  /** Exact width : height, when the rounding of a pixel shape hides it. Default: `width / height`. */
  proportion?: { num: number; den: number };
}

export type Fit = 'stretch' | 'contain' | 'cover' | 'pad';

export interface SizeRequest extends Size {
  /** width names the long edge of the displayed picture and height the short one. */
  resolutionAdaptive: boolean;
  /** Matters only when both sides are given. */
  fit: Fit;
}

export interface Resolution {
  /** Size of the output. */
  canvas: Size;
  /** Size of the whole picture once scaled: smaller than the canvas for pad, larger for cover. */
  picture: Size;
  /** No size was given, and the source is above 4096 px on its long edge. */
  reduced: boolean;
  /** The picture is shown larger than the source displays, on either side. */
  enlarged: boolean;
}

/** Long edge of an output whose size was not asked for, at most; px. */
export const DERIVED_EDGE = 4096;
/** Longest side that a WebP can have, and so the longest of any output; px. */
export const CANVAS_EDGE = 16383;

/**
 * The size of the output. A side of 0 is derived; derived sides keep the proportion, rounded to nearest, at least 1. The
 * same rules as the engine's, for whoever must know the size before a job runs. Throws INVALID_OPTION when a derived side
 * would be beyond 16383 px.
 */
export function resolveSize(display: Display, request: SizeRequest): Resolution {
  const { width, height } = display;
  const shape = display.proportion ?? { num: width, den: height };
  const wanted = request.resolutionAdaptive && height > width ? turned(request) : request;
  const open = wanted.width === 0 && wanted.height === 0;
  const { canvas, picture } = layout(display, shape, wanted, request.fit);
  if (Math.max(canvas.width, canvas.height) > CANVAS_EDGE) {
    const detail = `The output would be ${canvas.width}x${canvas.height} pixels; no side may be longer than ${CANVAS_EDGE}`;
    throw new CliploopError('INVALID_OPTION', detail, { stage: 'scale' });
  }
  const shown = request.fit === 'pad' ? picture : canvas;
  return {
    canvas,
    picture,
    reduced: open && Math.max(width, height) > DERIVED_EDGE,
    enlarged: shown.width > width || shown.height > height,
  };
}

type Shape = { num: number; den: number };

function layout(display: Size, shape: Shape, wanted: Size, fit: Fit): { canvas: Size; picture: Size } {
  const whole = (size: Size): { canvas: Size; picture: Size } => ({ canvas: size, picture: size });
  const { width, height } = wanted;
  if (width === 0 && height === 0) {
    const fits = Math.max(display.width, display.height) <= DERIVED_EDGE;
    return whole(fits ? sizeOf(display) : inside(shape, DERIVED_EDGE, DERIVED_EDGE));
  }
  // A side that equals the display's brings the display's other side, whatever the rounding of that was.
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

// One division each, so that exact halves are exact and round up.
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
