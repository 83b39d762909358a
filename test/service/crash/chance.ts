/** Pseudorandom numbers (mulberry32). The same seed repeats a run. */
export class Chance {
  constructor(private state: number) {}

  /** A number from 0 to below `below`. */
  next(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const all = items.map((item) => ({ item, at: this.next(1) }));
    return all.sort((one, other) => one.at - other.at).map(({ item }) => item);
  }
}
