import type { Film } from '../model/editor.ts';
import { frameIndex, type Sheet, type SheetKey, type Sheets, tileOf } from '../pictures/sheets.ts';
import type { LoopRange, Player, PlayerEvents } from './player.ts';

/** Frames per second of a film that is played from sheets, at most. */
const MAX_FPS = 15;
/** Frames in a sheet, about. */
const FRAMES = 40;
/** Pixels of a frame. */
const WIDTH = 480;
/** Sheets that are loaded ahead. */
const AHEAD = 3;

/** The sheet for playing a film at a time. */
export function playKey(film: Film, time: number): SheetKey {
  const every = Math.max(1, Math.ceil(film.fps / MAX_FPS - 0.01));
  const length = Math.min(16, Math.max(0.5, 2 ** Math.floor(Math.log2((FRAMES * every) / film.fps))));
  const start = Math.max(0, Math.floor(Math.min(time, film.length - 1e-6) / length)) * length;
  return { start, end: Math.min(start + length, film.length), every, width: WIDTH, format: 'jpeg' };
}

/** The sheets that are needed next. */
export function keysAhead(film: Film, time: number, rate: number, loop?: LoopRange): SheetKey[] {
  const keys = new Map<number, SheetKey>();
  const from = loop?.from ?? 0;
  const to = loop?.to ?? film.length;
  let at = time;
  for (let turn = 0; turn < AHEAD * 2 && keys.size < AHEAD; turn += 1) {
    const key = playKey(film, at);
    keys.set(key.start, key);
    if (rate >= 0) at = key.end >= to - 1e-6 ? (loop ? from : film.length) : key.end + 1e-6;
    else at = key.start <= from + 1e-6 ? (loop ? to - 1e-6 : 0) : key.start - 1e-6;
  }
  return [...keys.values()];
}

/** The next time of the playhead, and whether the film has ended. */
export function advance(
  time: number,
  seconds: number,
  { length }: Film,
  loop?: LoopRange,
): { readonly time: number; readonly ended: boolean } {
  const next = time + seconds;
  if (!loop) {
    const clamped = Math.min(Math.max(0, next), length);
    return { time: clamped, ended: clamped !== next };
  }
  const span = Math.max(1e-3, loop.to - loop.from);
  const into = (((next - loop.from) % span) + span) % span;
  return { time: loop.from + into, ended: false };
}

/** Plays a film that the browser cannot decode: from sheets of frames that the service makes, on a canvas. */
export class SheetPlayer implements Player {
  #timer = 0;
  #rate = 0;
  #closed = false;

  constructor(
    private readonly film: Film,
    private readonly sheets: Sheets,
    private readonly draw: (sheet: Sheet, index: number) => void,
    private readonly events: PlayerEvents,
  ) {}

  seek(time: number): void {
    const sheet = this.sheets.get(playKey(this.film, time));
    if (sheet) this.draw(sheet, frameIndex(sheet, time));
  }

  play(from: number, rate: number, loop?: LoopRange): void {
    this.pause();
    this.#rate = rate;
    let time = loop && (from < loop.from || from >= loop.to) ? loop.from : from;
    let last: number | undefined;
    let shown: number | undefined;
    this.events.onState('waiting');
    let waits = true;
    const step = (now: number) => {
      if (this.#closed || this.#rate !== rate) return;
      this.sheets.want(keysAhead(this.film, time, rate, loop));
      const sheet = this.sheets.get(playKey(this.film, time));
      if (sheet === undefined) {
        // The clock stands still until the frames are there.
        last = undefined;
        if (!waits) this.events.onState('waiting');
        waits = true;
      } else {
        if (waits) this.events.onState('playing');
        waits = false;
        const moved = advance(time, last === undefined ? 0 : ((now - last) / 1000) * rate, this.film, loop);
        last = now;
        time = moved.time;
        const index = frameIndex(sheet, time);
        const frame = sheet.times[index];
        if (frame !== undefined && frame !== shown) {
          shown = frame;
          this.draw(sheet, index);
          this.events.onFrame(frame);
        }
        if (moved.ended) {
          this.pause();
          this.events.onState('paused');
          return;
        }
      }
      this.#timer = requestAnimationFrame(step);
    };
    this.#timer = requestAnimationFrame(step);
  }

  pause(): void {
    this.#rate = 0;
    cancelAnimationFrame(this.#timer);
  }

  close(): void {
    this.#closed = true;
    this.pause();
  }
}

/** Draws a frame of a sheet over the whole of a canvas. */
export function drawTile(canvas: HTMLCanvasElement, sheet: Sheet, index: number): void {
  const [x, y] = tileOf(sheet, index);
  if (canvas.width !== sheet.width || canvas.height !== sheet.height) {
    canvas.width = sheet.width;
    canvas.height = sheet.height;
  }
  canvas.getContext('2d')?.drawImage(sheet.picture, x, y, sheet.width, sheet.height, 0, 0, sheet.width, sheet.height);
}
