import { FrameGrid, type FrameWindow } from './frame-grid.ts';
import type { Rate, Sampling, Selection } from './segment.ts';
import { clampView, frameView, type Limits, pan, reveal, type View, wholeFilm, zoom } from './view.ts';

/** What the editor knows of the film before it has seen a frame. */
export interface Film {
  /** Seconds. */
  readonly length: number;
  /** Average frames per second. */
  readonly fps: number;
}

export interface EditorState {
  /** The playhead: the time of the frame that the viewer shows, seconds. */
  readonly at: number;
  readonly selection: Selection;
  readonly view: View;
  /** Which point the viewer shows: the playhead, or a handle that is moved. */
  readonly shows: 'playhead' | 'in' | 'out';
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Grows when more frames are known. */
  readonly known: number;
}

/** Longest segment that is selected at first, seconds. */
const FIRST_SECONDS = 3;
/** Selections that can be undone. */
const HISTORY = 100;

/**
 * The state of the timeline: playhead, selection and view. Times are those of frames, as the service reported them; where the frames are
 * not known yet, they are near, and are moved to the frame when it is known.
 */
export class Editor {
  readonly grid = new FrameGrid();
  readonly limits: Limits;
  #state: EditorState;
  #listeners = new Set<() => void>();
  #past: Selection[] = [];
  #future: Selection[] = [];
  /** The selection before a change that has not ended. */
  #before: Selection | undefined;

  constructor(
    readonly film: Film,
    initial: {
      readonly at?: number | undefined;
      readonly in?: number | undefined;
      readonly out?: number | undefined;
    } = {},
  ) {
    this.limits = { length: film.length, frame: 1 / film.fps };
    const start = this.#inside(initial.in ?? 0);
    const last = this.#inside(initial.out ?? Math.min(start + FIRST_SECONDS, film.length) - this.limits.frame);
    const selection = { in: Math.min(start, last), out: Math.max(start, last) };
    this.#state = {
      at: this.#inside(initial.at ?? selection.in),
      selection,
      view: wholeFilm(this.limits),
      shows: 'playhead',
      canUndo: false,
      canRedo: false,
      known: 0,
    };
    if (initial.in !== undefined) this.#state = { ...this.#state, view: this.#goodView(selection) };
  }

  get state(): EditorState {
    return this.#state;
  }

  /** The time that the viewer shows. */
  get shown(): number {
    const { at, shows, selection } = this.#state;
    return shows === 'playhead' ? at : selection[shows];
  }

  /** How an animation with a frame rate shows the film. */
  sampling(fps: Rate): Sampling {
    return { grid: this.grid, fps, filmEnd: this.film.length };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  getState = (): EditorState => this.#state;

  /** Adds frames that the service reported, and moves the points that were only near to them. */
  learn(window: FrameWindow): void {
    this.grid.add(window);
    const { at, selection, known } = this.#state;
    const moved = { in: this.#snap(selection.in), out: this.#snap(selection.out) };
    this.#set({ at: this.#snap(at), selection: moved, known: known + 1 });
  }

  /** Keeps an answer of the service: which frame an animation shows at a time. */
  learnShown(time: number, frame: number): void {
    this.grid.answer(time, frame);
    this.#set({ known: this.#state.known + 1 });
  }

  /** Moves the playhead. */
  seek(time: number): void {
    const at = this.#snap(this.#inside(time));
    this.#set({ at, shows: 'playhead', view: reveal(this.#state.view, at, this.limits) });
  }

  /** Moves the playhead by frames. */
  step(frames: number): void {
    const { at } = this.#state;
    this.seek(this.grid.step(at, frames) ?? at + frames * this.limits.frame);
  }

  /** Moves the first or the last frame of the selection. Call `commit` when the change has ended. */
  move(point: 'in' | 'out', time: number): void {
    const { selection } = this.#state;
    this.#before ??= selection;
    const wanted = this.#snap(this.#inside(time));
    const moved =
      point === 'in'
        ? { ...selection, in: Math.min(wanted, selection.out) }
        : { ...selection, out: Math.max(wanted, selection.in) };
    this.#set({ selection: moved, shows: point, view: reveal(this.#state.view, moved[point], this.limits) });
  }

  /** Moves a point by frames. */
  stepPoint(point: 'in' | 'out', frames: number): void {
    const time = this.#state.selection[point];
    this.move(point, this.grid.step(time, frames) ?? time + frames * this.limits.frame);
  }

  /** Sets a point to a time; the other one moves along when it would be on the wrong side. */
  place(point: 'in' | 'out', time: number): void {
    const { selection } = this.#state;
    const wanted = this.#snap(this.#inside(time));
    this.#before ??= selection;
    const keep = selection.out - selection.in;
    if (point === 'in') {
      const out = wanted <= selection.out ? selection.out : this.#snap(this.#inside(wanted + keep));
      this.#set({ selection: { in: wanted, out: Math.max(out, wanted) } });
    } else {
      const start = wanted >= selection.in ? selection.in : this.#snap(this.#inside(wanted - keep));
      this.#set({ selection: { in: Math.min(start, wanted), out: wanted } });
    }
    this.commit();
  }

  /** The end of the selection: when its last frame leaves the screen. */
  get end(): number {
    const { out } = this.#state.selection;
    return this.grid.endOf(out) ?? Math.min(this.film.length, out + this.limits.frame);
  }

  /** The frame that begins nearest to a time. */
  beginningAt(time: number): number {
    const frame = this.grid.frameAt(time);
    if (frame === undefined) return time + this.limits.frame / 2;
    const next = this.grid.endOf(time);
    return next !== undefined && next - time < time - frame ? next : frame;
  }

  /** The frame that ends nearest to a time. */
  endingAt(time: number): number {
    const frame = this.grid.frameAt(time);
    if (frame === undefined) return time - this.limits.frame / 2;
    const next = this.grid.endOf(time) ?? this.film.length;
    return next - time < time - frame ? frame : (this.grid.step(frame, -1) ?? frame);
  }

  /** Moves the whole selection so that it begins at a time. */
  slide(time: number): void {
    const { selection } = this.#state;
    this.#before ??= selection;
    const keep = selection.out - selection.in;
    const start = this.#snap(Math.min(this.#inside(time), Math.max(0, this.#lastTime() - keep)));
    this.#set({ selection: { in: start, out: this.#snap(this.#inside(start + keep)) }, shows: 'in' });
  }

  /** Ends a change of the selection, so that it is one step of the history. */
  commit(): void {
    const before = this.#before;
    this.#before = undefined;
    const { selection } = this.#state;
    if (!before || (before.in === selection.in && before.out === selection.out)) return;
    this.#past = [...this.#past, before].slice(-HISTORY);
    this.#future = [];
    this.#set({});
  }

  undo(): void {
    this.#travel(this.#past, this.#future);
  }

  redo(): void {
    this.#travel(this.#future, this.#past);
  }

  zoomBy(factor: number, around = this.#state.at): void {
    this.#set({ view: zoom(this.#state.view, around, factor, this.limits) });
  }

  panBy(seconds: number): void {
    this.#set({ view: pan(this.#state.view, seconds, this.limits) });
  }

  setView(view: View): void {
    this.#set({ view: clampView(view, this.limits) });
  }

  /** Shows the selection with some room. */
  fitSelection(): void {
    const { selection } = this.#state;
    this.#set({ view: frameView(selection.in, this.grid.endOf(selection.out) ?? selection.out, this.limits) });
  }

  fitFilm(): void {
    this.#set({ view: wholeFilm(this.limits) });
  }

  #travel(from: Selection[], to: Selection[]): void {
    const selection = from.pop();
    if (!selection) return;
    to.push(this.#state.selection);
    this.#set({ selection, view: reveal(this.#state.view, selection.in, this.limits) });
  }

  /** The whole film; of a long one, the selection with some room. */
  #goodView(selection: Selection): View {
    const share = (selection.out - selection.in) / this.limits.length;
    return share > 0.05 ? wholeFilm(this.limits) : frameView(selection.in, selection.out, this.limits);
  }

  #lastTime(): number {
    return this.grid.lastFrame ?? this.limits.length - this.limits.frame;
  }

  #inside(time: number): number {
    if (!Number.isFinite(time)) return 0;
    return Math.min(Math.max(0, time), Math.max(0, this.#lastTime()));
  }

  #snap(time: number): number {
    return this.grid.frameAt(time) ?? time;
  }

  #set(changes: Partial<EditorState>): void {
    const canUndo = this.#past.length > 0;
    this.#state = { ...this.#state, ...changes, canUndo, canRedo: this.#future.length > 0 };
    for (const listener of this.#listeners) listener();
  }
}
