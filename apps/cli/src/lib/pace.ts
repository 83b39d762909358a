/** How fast frames come, from those of the last seconds: what was slow at the start does not count for ever. */
export class Pace {
  private readonly samples: { at: number; frames: number }[] = [];

  /** @param at A time of a steady clock, ms. */
  add(at: number, frames: number): void {
    this.samples.push({ at, frames });
    while ((this.samples[1]?.at ?? at) < at - WINDOW) this.samples.shift();
  }

  /** Frames a second; undefined until enough was seen. */
  get rate(): number | undefined {
    const [first] = this.samples;
    const last = this.samples.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const ms = last.at - first.at;
    return ms < ENOUGH ? undefined : ((last.frames - first.frames) / ms) * 1000;
  }

  /** Seconds until `expected` frames are done; undefined while nobody can tell. */
  left(expected: number): number | undefined {
    const { rate } = this;
    const done = this.samples.at(-1)?.frames ?? 0;
    if (rate === undefined || rate <= 0 || expected <= 0 || done >= expected) return undefined;
    return (expected - done) / rate;
  }
}

/** Frames of this long count, ms. */
const WINDOW = 10_000;

/** Before this long, a rate is a guess, ms. */
const ENOUGH = 1000;
