/** There are too many requests at the same time. */
export class Overloaded extends Error {}

export interface FairSlotsOptions {
  /** Requests that run at the same time. */
  readonly running: number;
  /** Requests that run or wait. */
  readonly total: number;
  readonly onRefused?: (owner: string) => void;
}

interface Owner {
  readonly name: string;
  /** Requests that run or wait. */
  count: number;
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Limits the requests that are handled at the same time, so that one owner leaves room for others: an owner may use as many places
 * as are free, so that one owner alone gets half of them, two get a third each, and so on. Above that, requests wait, in turns of
 * the owners. When an owner has too many that run or wait, further ones are refused.
 */
export class FairSlots {
  /** In the order of their turns. */
  private readonly owners = new Map<string, Owner>();
  private running = 0;
  private count = 0;

  constructor(private readonly options: FairSlotsOptions) {}

  /** Requests that run or wait. */
  get size(): number {
    return this.count;
  }

  /** Whether a request of this owner would be accepted now. */
  hasRoom(name: string): boolean {
    return (this.owners.get(name)?.count ?? 0) < this.options.total - this.count;
  }

  /**
   * Runs `work` in its turn. Its place is taken until `work` has ended.
   * @param light the work mostly waits, and needs no place among those that run
   * @throws Overloaded
   */
  async run<T>(name: string, work: () => Promise<T>, light = false): Promise<T> {
    const owner = this.owners.get(name) ?? { name, count: 0, running: 0, waiting: [] };
    if (!this.hasRoom(name)) {
      this.options.onRefused?.(name);
      throw new Overloaded();
    }
    this.owners.set(name, owner);
    owner.count++;
    this.count++;
    try {
      if (light) return await work();
      if (this.mayRun(owner)) this.take(owner);
      else await new Promise<void>((resolve) => owner.waiting.push(resolve));
      return await work().finally(() => this.give(owner));
    } finally {
      owner.count--;
      this.count--;
      if (owner.count === 0) this.owners.delete(name);
    }
  }

  private mayRun({ running }: Owner): boolean {
    return running < this.options.running - this.running;
  }

  private take(owner: Owner): void {
    owner.running++;
    this.running++;
  }

  private give(owner: Owner): void {
    owner.running--;
    this.running--;
    while (this.startNext());
  }

  private startNext(): boolean {
    for (const owner of this.owners.values()) {
      if (owner.waiting.length === 0 || !this.mayRun(owner)) continue;
      const start = owner.waiting.shift();
      this.take(owner);
      // Its next turn comes after those of the others.
      this.owners.delete(owner.name);
      this.owners.set(owner.name, owner);
      start?.();
      return true;
    }
    return false;
  }
}
