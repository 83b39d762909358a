/** The frame rate of encoding, measured over the last seconds, so that a slow start is soon forgotten. */
export class Pace {
  private readonly samples: { at: number; frames: number }[] = [];

  /** @param at Time of a monotonic clock, ms. */
  add(at: number, frames: number): void {
    this.samples.push({ at, frames });
    while ((this.samples[1]?.at ?? at) < at - WINDOW) this.samples.shift();
  }

  /** Frames per second; undefined in the first second. */
  get rate(): number | undefined {
    const [first] = this.samples;
    const last = this.samples.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const ms = last.at - first.at;
    return ms < ENOUGH ? undefined : ((last.frames - first.frames) / ms) * 1000;
  }

  /** Seconds until `expected` frames are done; undefined while unknown. */
  left(expected: number): number | undefined {
    const { rate } = this;
    const done = this.samples.at(-1)?.frames ?? 0;
    if (rate === undefined || rate <= 0 || expected <= 0 || done >= expected) return undefined;
    return (expected - done) / rate;
  }
}

/** Length of the measured period, ms. */
const WINDOW = 10_000;

/** Shortest measured period, ms. */
const ENOUGH = 1000;
