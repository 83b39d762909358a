import { type Change, collect } from './change.js';
import type { Position } from './position.js';

/** Most objects whose changes wait for one follower. */
const MAX_PENDING = 5_000;

export interface FollowerOptions {
  /** Whether a change concerns the follower. */
  readonly wants: (change: Change) => boolean;
  /** Whether a change ends the follower. */
  readonly ends?: (change: Change) => boolean;
  /** Most objects whose changes wait. Default: 5,000. */
  readonly maxPending?: number;
}

/** Collects the changes for one client until it takes them. Several changes of one object become one. */
export class Follower {
  private pending = new Map<string, Change>();
  private isEnded = false;
  private wake: (() => void) | undefined;
  private position: Position | undefined;

  constructor(private readonly options: FollowerOptions) {}

  /** The client was too slow, a change has ended it, or the service stops. */
  get ended(): boolean {
    return this.isEnded;
  }

  /** Collects changes. The client gets them after `reach`. */
  push(changes: readonly Change[]): void {
    if (this.isEnded) return;
    const { wants, ends, maxPending = MAX_PENDING } = this.options;
    collect(this.pending, changes.filter(wants));
    if ((ends && changes.some(ends)) || this.pending.size > maxPending) this.end();
  }

  /** @param position after all changes until now */
  reach(position: Position): void {
    this.position = position;
    if (this.pending.size > 0) this.wake?.();
  }

  end(): void {
    this.isEnded = true;
    this.pending.clear();
    this.wake?.();
  }

  /**
   * Takes what was collected, or waits for it.
   * @param ms longest time to wait
   * @returns without changes after this time; undefined at the end
   */
  async take(ms: number): Promise<{ changes: Change[]; position: Position | undefined } | undefined> {
    if (this.pending.size === 0 && !this.isEnded) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
      this.wake = undefined;
    }
    if (this.isEnded) return undefined;
    const changes = [...this.pending.values()];
    this.pending = new Map();
    return { changes, position: this.position };
  }
}
