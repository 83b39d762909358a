/** Length of the measured period, in milliseconds. */
const WINDOW_MS = 10_000;

/** Shortest period from which a rate is computed, in milliseconds. */
const MIN_WINDOW_MS = 1000;

/** The frame rate of encoding over the last 10 seconds, so that a slow start has no lasting effect. */
export class FrameRateMeter {
  private readonly samples: { time: number; frames: number }[] = [];

  /** @param time Time of a monotonic clock, in milliseconds. */
  add(time: number, frames: number): void {
    this.samples.push({ time, frames });
    while ((this.samples[1]?.time ?? time) < time - WINDOW_MS) this.samples.shift();
  }

  /** Frames per second; undefined in the first second. */
  get fps(): number | undefined {
    const [first] = this.samples;
    const last = this.samples.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const ms = last.time - first.time;
    return ms < MIN_WINDOW_MS ? undefined : ((last.frames - first.frames) / ms) * 1000;
  }

  /** Seconds until `expected` frames are encoded; undefined if unknown. */
  secondsLeft(expected: number): number | undefined {
    const { fps } = this;
    const encoded = this.samples.at(-1)?.frames ?? 0;
    if (fps === undefined || fps <= 0 || expected <= 0 || encoded >= expected) return undefined;
    return (expected - encoded) / fps;
  }
}
