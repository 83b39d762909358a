/** The memory of one body while it is received and handled. */
export interface BodyMemory {
  /** Takes more memory. @returns false when there is none, and this body must be refused */
  grow(bytes: number): boolean;
  /** The body is complete: it is no longer refused to make room. */
  complete(): void;
  release(): void;
}

interface Entry {
  readonly owner: string;
  readonly onRefused: () => void;
  bytes: number;
  receiving: boolean;
}

/**
 * Limits the memory of all request bodies that are received or handled. At the limit, the client whose unfinished bodies use most
 * of it loses its oldest one. Requests that arrive quickly are never the oldest for long, so that half bodies do not keep out
 * others.
 */
export class BodyBudget {
  /** In the order of their arrival. */
  private readonly entries = new Set<Entry>();
  private total = 0;

  /** @param limit bytes @param onRefused called for each body that is refused */
  constructor(
    readonly limit: number,
    private readonly onRefused: () => void = () => {},
  ) {}

  /** Bytes in use. */
  get used(): number {
    return this.total;
  }

  /**
   * @param owner whose body it is, for the choice of the body that makes room
   * @param onRefused called when this body must make room for another one
   */
  open(owner: string, onRefused: () => void): BodyMemory {
    const entry: Entry = { owner, onRefused, bytes: 0, receiving: true };
    this.entries.add(entry);
    return {
      grow: (bytes) => this.grow(entry, bytes),
      complete: () => {
        entry.receiving = false;
      },
      release: () => this.remove(entry),
    };
  }

  private grow(entry: Entry, bytes: number): boolean {
    while (this.total + bytes > this.limit) {
      const victim = this.victim(entry, bytes);
      if (victim === undefined || victim === entry) {
        this.remove(entry);
        this.onRefused();
        return false;
      }
      this.remove(victim);
      this.onRefused();
      victim.onRefused();
    }
    this.total += bytes;
    entry.bytes += bytes;
    return true;
  }

  /** The oldest unfinished body of the owner whose unfinished bodies are largest together. */
  private victim(growing: Entry, bytes: number): Entry | undefined {
    const sums = new Map<string, number>();
    for (const { owner, receiving, bytes } of this.entries) {
      if (receiving) sums.set(owner, (sums.get(owner) ?? 0) + bytes);
    }
    sums.set(growing.owner, (sums.get(growing.owner) ?? 0) + bytes);
    let most: string | undefined;
    for (const [owner, sum] of sums) if (most === undefined || sum > (sums.get(most) ?? 0)) most = owner;
    for (const entry of this.entries) if (entry.receiving && entry.owner === most && entry.bytes > 0) return entry;
    return undefined;
  }

  private remove(entry: Entry): void {
    if (!this.entries.delete(entry)) return;
    this.total -= entry.bytes;
    entry.bytes = 0;
  }
}
