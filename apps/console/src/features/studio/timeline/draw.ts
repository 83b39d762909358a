import type { Editor } from '../model/editor.ts';
import { timeText } from '../model/time-text.ts';
import { spanOf, ticks, toPixel } from '../model/view.ts';
import { frameIndex, type Sheet, type Sheets, tileOf } from '../pictures/sheets.ts';
import { bestSheet, type Strip, slotsOf } from './filmstrip.ts';

/** Heights of the parts of the timeline, pixels. */
export const RULER = 24;
export const STRIP = 60;

export interface Colors {
  readonly line: string;
  readonly text: string;
  readonly empty: string;
  readonly shade: string;
  readonly accent: string;
}

interface Frame {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly editor: Editor;
  readonly sheets: Sheets;
  readonly strip: Strip;
  readonly colors: Colors;
}

/** Draws ruler, filmstrip and selection of the view. */
export function drawTimeline(frame: Frame): void {
  const { context, width, colors } = frame;
  context.clearRect(0, 0, width, RULER + STRIP);
  context.fillStyle = colors.empty;
  context.fillRect(0, RULER, width, STRIP);
  if (frame.strip.level === undefined) drawFrames(frame);
  else drawSlots(frame);
  drawShade(frame);
  drawRuler(frame);
}

function drawSlots({ context, width, editor, sheets, strip }: Frame): void {
  const { view } = editor.state;
  for (const { from, to } of slotsOf(editor.film, view, strip)) {
    const middle = (from + Math.min(to, editor.film.length)) / 2;
    const sheet = bestSheet(sheets, editor.film, strip.level, from);
    if (sheet) drawPart(context, sheet, middle, toPixel(view, from, width), toPixel(view, to, width));
  }
}

/** All frames of a close view, each from its time to that of the next one. */
function drawFrames({ context, width, editor, sheets, colors }: Frame): void {
  const { view } = editor.state;
  const first = editor.grid.frameAt(view.from) ?? view.from;
  const times = [first, ...editor.grid.between(view.from, view.to).filter((time) => time > first)];
  const known = editor.grid.covers(view.from, Math.min(view.to, editor.film.length - 1e-3));
  for (const [index, time] of known ? times.entries() : []) {
    const next = times[index + 1] ?? editor.grid.endOf(time) ?? editor.film.length;
    const sheet = bestSheet(sheets, editor.film, undefined, time);
    const [left, right] = [toPixel(view, time, width), toPixel(view, next, width)];
    if (sheet) drawPart(context, sheet, time, left, right);
    if (right - left > 8) {
      context.fillStyle = colors.line;
      context.fillRect(Math.round(left), RULER, 1, STRIP);
    }
  }
}

/** Draws the frame at a time so that it fills a part of the strip. */
function drawPart(context: CanvasRenderingContext2D, sheet: Sheet, time: number, left: number, right: number): void {
  const [x, y] = tileOf(sheet, frameIndex(sheet, time));
  const shown = Math.max(1, right - left);
  const scale = Math.max(shown / sheet.width, STRIP / sheet.height);
  const [wide, high] = [shown / scale, STRIP / scale];
  const [cutX, cutY] = [(sheet.width - wide) / 2, (sheet.height - high) / 2];
  context.drawImage(sheet.picture, x + cutX, y + cutY, wide, high, left, RULER, shown + 0.5, STRIP);
}

/** Darkens what is outside of the selection. */
function drawShade({ context, width, editor, colors }: Frame): void {
  const { view, selection } = editor.state;
  const left = Math.max(0, toPixel(view, selection.in, width));
  const right = Math.min(width, toPixel(view, endOf(editor), width));
  context.fillStyle = colors.shade;
  context.fillRect(0, RULER, Math.min(left, width), STRIP);
  if (right < width) context.fillRect(Math.max(0, right), RULER, width - Math.max(0, right), STRIP);
  if (right <= 0 || left >= width) return;
  context.fillStyle = colors.accent;
  context.fillRect(left, RULER, right - left, 3);
  context.fillRect(left, RULER + STRIP - 3, right - left, 3);
}

/** When the last frame of the selection ends. */
export function endOf({ grid, film, state: { selection } }: Editor): number {
  return grid.endOf(selection.out) ?? Math.min(film.length, selection.out + 1 / film.fps);
}

function drawRuler({ context, width, editor, colors }: Frame): void {
  const { view } = editor.state;
  const { step, times } = ticks(view, width, 1 / editor.film.fps);
  const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  for (const time of times) {
    const x = Math.round(toPixel(view, time, width));
    context.fillStyle = colors.line;
    context.fillRect(x, RULER - 6, 1, 6);
    const text = timeText(time, digits);
    const place = Math.min(Math.max(2, x + 4), width - context.measureText(text).width - 2);
    context.fillStyle = colors.text;
    context.fillText(text, place, RULER / 2 - 2);
  }
  // Small ticks between those with a text.
  const small = step / 5;
  if ((small / spanOf(view)) * width < 6) return;
  context.fillStyle = colors.line;
  for (let time = Math.ceil(view.from / small) * small; time <= view.to; time += small) {
    context.fillRect(Math.round(toPixel(view, time, width)), RULER - 3, 1, 3);
  }
}
