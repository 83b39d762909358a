/** The frames that a part of the film has. */
export interface FrameWindow {
  /** Start of the part, seconds. */
  readonly start: number;
  /** End of the part, seconds. */
  readonly end: number;
  /** When each frame begins, ascending; the first one may begin before `start`. Seconds from the first displayed frame. */
  readonly times: readonly number[];
  /** Whether the film has no frame after these. */
  readonly last?: boolean;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly times: readonly number[];
}

/** Times of frames are reported in microseconds. */
const SAME = 2e-6;

/**
 * The service counts a frame as on screen shortly before its time, because containers round times: by one tick of the container, at most
 * 1 ms. The page does not know the tick.
 */
const LATE = 0.0011;

/**
 * The exact times of the frames, as far as they are known. The service reports them for windows of the film. They are never computed
 * from a frame rate, because frame rates vary, and never rounded, so that the service finds the same frames again.
 */
export class FrameGrid {
  #spans: readonly Span[] = [];
  #end: number | undefined;
  /** Answers of the service for times shortly before a frame, in microseconds. */
  #answers = new Map<number, number>();

  /** The time of the last frame of the film, if it is known. */
  get lastFrame(): number | undefined {
    return this.#end === undefined ? undefined : this.frameAt(this.#end);
  }

  /** Adds the frames of a window. */
  add({ start, end, times, last = false }: FrameWindow): void {
    const first = times[0];
    const latest = times.at(-1);
    if (first === undefined || latest === undefined) return;
    const to = last ? Number.POSITIVE_INFINITY : Math.max(end, latest);
    if (last) this.#end = latest;
    const added: Span = { from: Math.min(start, first), to, times };
    const touches = (span: Span) => span.from <= added.to + SAME && added.from <= span.to + SAME;
    const joined = this.#spans.filter(touches).reduce(join, added);
    this.#spans = [...this.#spans.filter((span) => !touches(span)), joined].sort((a, b) => a.from - b.from);
  }

  /** Whether the frames between two times are known. */
  covers(from: number, to = from): boolean {
    return this.#spans.some((span) => span.from <= from + SAME && reaches(span, to));
  }

  /** The time of the frame on screen at a time; undefined when it is not known. */
  frameAt(time: number): number | undefined {
    const span = this.#spanAt(time);
    const index = span === undefined ? -1 : indexAt(span.times, time);
    return span?.times[index];
  }

  /** Whether the service must be asked which frame is on screen at a time, because it is shortly before another frame. */
  isDoubtful(time: number): boolean {
    const next = this.endOf(time);
    return next !== undefined && next - time < LATE && !this.#answers.has(Math.round(time * 1e6));
  }

  /** Keeps an answer of the service to a doubtful time. */
  answer(time: number, frame: number): void {
    this.#answers.set(Math.round(time * 1e6), frame);
  }

  /** The frame that an animation shows at a time; undefined when it is not known, or doubtful. */
  shownAt(time: number): number | undefined {
    return this.isDoubtful(time) ? undefined : (this.#answers.get(Math.round(time * 1e6)) ?? this.frameAt(time));
  }

  /** The time of the n-th frame after (before, when negative) the one on screen at a time; undefined when it is not known. */
  step(time: number, frames: number): number | undefined {
    const span = this.#spanAt(time);
    if (span === undefined) return undefined;
    const index = indexAt(span.times, time);
    if (index < 0) return undefined;
    const wanted = index + frames;
    if (wanted < 0) return span.from <= SAME ? span.times[0] : undefined;
    if (wanted < span.times.length) return span.times[wanted];
    return span.to === Number.POSITIVE_INFINITY ? span.times.at(-1) : undefined;
  }

  /** When the frame on screen at a time ends; undefined when it is not known, and for the last frame of the film. */
  endOf(time: number): number | undefined {
    const next = this.step(time, 1);
    const frame = this.frameAt(time);
    return next === undefined || frame === undefined || next <= frame ? undefined : next;
  }

  /** The known frames between two times. */
  between(from: number, to: number): number[] {
    return this.#spans.flatMap(({ times }) => times.filter((time) => time >= from - SAME && time <= to + SAME));
  }

  #spanAt(time: number): Span | undefined {
    return this.#spans.find((span) => span.from <= time + SAME && reaches(span, time));
  }
}

/** Whether a span has the frame on screen at a time after its start. A frame that begins at its end belongs to the next one. */
const reaches = ({ to, times }: Span, time: number): boolean => time < to - SAME || time <= (times.at(-1) ?? 0) + SAME;

function join(a: Span, b: Span): Span {
  const times = [...a.times, ...b.times].sort((x, y) => x - y);
  return {
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    times: times.filter((time, index) => index === 0 || time - (times[index - 1] ?? 0) > SAME),
  };
}

/** The index of the last time that is not after `time`; -1 when all are after it. */
function indexAt(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= time + SAME) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
