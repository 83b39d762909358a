import { MAX_STILLS, type Stills, type StillsQuery } from './pictures.ts';

/** A picture with frames, in rows, that can be drawn. */
export interface Sheet {
  readonly picture: CanvasImageSource;
  readonly times: readonly number[];
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  /** Part of the film, seconds. */
  readonly start: number;
  readonly end: number;
}

/** Which frames a sheet has. */
export interface SheetKey {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  /** Each n-th frame; absent: `count` frames. */
  readonly every?: number;
  readonly count?: number;
  /** Pixels of one frame. */
  readonly width: number;
  readonly format: 'webp' | 'jpeg';
}

export type LoadStills = (query: StillsQuery, signal: AbortSignal) => Promise<Stills>;
export type Decode = (picture: Blob) => Promise<CanvasImageSource>;

const nameOf = ({ start, end, every, count, width }: SheetKey): string => [start, end, every, count, width].join(' ');

interface Options {
  readonly load: LoadStills;
  readonly decode?: Decode;
  /** Sheets that are kept. */
  readonly capacity?: number;
  /** Requests at the same time. */
  readonly parallel?: number;
}

/** A sheet that failed is not requested again for this time, ms. It doubles with each failure. */
const PAUSE = 5000;

interface Failure {
  /** When the sheet may be requested again, in the clock of the page, ms. */
  readonly until: number;
  readonly pause: number;
}

/** The sheets that a view needs, loaded in the order of their importance; those that are needed no more are aborted. */
export class Sheets {
  #kept = new Map<string, Sheet>();
  #running = new Map<string, AbortController>();
  #failed = new Map<string, Failure>();
  #wanted: readonly SheetKey[] = [];
  #listeners = new Set<(key: SheetKey, sheet: Sheet) => void>();
  #errorListeners = new Set<(error: unknown) => void>();
  readonly #load: LoadStills;
  readonly #decode: Decode;
  readonly #capacity: number;
  readonly #parallel: number;

  constructor({ load, decode = (picture) => createImageBitmap(picture), capacity = 24, parallel = 2 }: Options) {
    this.#load = load;
    this.#decode = decode;
    this.#capacity = capacity;
    this.#parallel = parallel;
  }

  /** Replaces the list of sheets that are needed, the most important first. */
  want(keys: readonly SheetKey[]): void {
    this.#wanted = keys;
    const names = new Set(keys.map(nameOf));
    for (const [name, controller] of this.#running) if (!names.has(name)) controller.abort();
    this.#fill();
  }

  get(key: SheetKey): Sheet | undefined {
    const name = nameOf(key);
    const sheet = this.#kept.get(name);
    if (sheet) {
      // The last one of a Map is the one that was used last.
      this.#kept.delete(name);
      this.#kept.set(name, sheet);
    }
    return sheet;
  }

  onArrival(listener: (key: SheetKey, sheet: Sheet) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onError(listener: (error: unknown) => void): () => void {
    this.#errorListeners.add(listener);
    return () => this.#errorListeners.delete(listener);
  }

  /** Aborts all requests and frees all pictures. */
  close(): void {
    this.#wanted = [];
    for (const controller of this.#running.values()) controller.abort();
    for (const { picture } of this.#kept.values()) release(picture);
    this.#kept.clear();
  }

  #fill(): void {
    const now = performance.now();
    for (const key of this.#wanted) {
      if (this.#running.size >= this.#parallel) return;
      const name = nameOf(key);
      const isPaused = now < (this.#failed.get(name)?.until ?? 0);
      if (!this.#kept.has(name) && !this.#running.has(name) && !isPaused) void this.#fetch(name, key);
    }
  }

  async #fetch(name: string, key: SheetKey): Promise<void> {
    const controller = new AbortController();
    this.#running.set(name, controller);
    try {
      const sheet = await this.#read(key, controller.signal);
      if (!controller.signal.aborted) this.#keep(name, key, sheet);
      else release(sheet.picture);
    } catch (error) {
      if (!controller.signal.aborted) {
        const pause = 2 * (this.#failed.get(name)?.pause ?? PAUSE / 2);
        this.#failed.set(name, { until: performance.now() + pause, pause });
        setTimeout(() => this.#fill(), pause + 1);
        for (const listener of this.#errorListeners) listener(error);
      }
    }
    this.#running.delete(name);
    this.#fill();
  }

  async #read(key: SheetKey, signal: AbortSignal): Promise<Sheet> {
    const { start, end, every, count, width, format } = key;
    const which = every === undefined ? { Count: Math.min(MAX_STILLS, count ?? 1) } : { Every: every };
    const part = { StartTimeOffset: start, EndTimeOffset: end };
    const found = await this.#load({ ...part, ...which, Width: width, Format: format }, signal);
    const picture = await this.#decode(found.picture);
    const { times, columns, width: wide, height } = found;
    return { picture, times, columns, width: wide, height, start, end };
  }

  #keep(name: string, key: SheetKey, sheet: Sheet): void {
    this.#kept.set(name, sheet);
    this.#failed.delete(name);
    const needed = new Set(this.#wanted.map(nameOf));
    for (const [old, { picture }] of this.#kept) {
      if (this.#kept.size <= this.#capacity) break;
      if (needed.has(old)) continue;
      this.#kept.delete(old);
      release(picture);
    }
    for (const listener of this.#listeners) listener(key, sheet);
  }
}

function release(picture: CanvasImageSource): void {
  if ('close' in picture) picture.close();
}

/** The place of a frame in its sheet. */
export function tileOf({ columns, width, height }: Sheet, index: number): readonly [x: number, y: number] {
  return [(index % columns) * width, Math.floor(index / columns) * height];
}

/** The index of the last frame that is not after a time; 0 when all are. */
export function frameIndex({ times }: Sheet, time: number): number {
  const after = times.findIndex((one) => one > time + 2e-6);
  return Math.max(0, (after < 0 ? times.length : after) - 1);
}
