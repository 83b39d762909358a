import { setTimeout as delay } from 'node:timers/promises';
import { type Activity, activity, isLoopBusy } from './activity.js';
import type { Owner } from './owner.js';

/** Pause of an owner with much work after each piece, while others are active and the process is busy, ms. */
const PAUSE_MS = 5;

/**
 * Lets the work of several owners into the event loop in turns, one piece in each of its iterations. Other events, such as results of
 * the database, come in between, so that none of them waits for many pieces. While others are active and the process is busy, an owner
 * has a turn every 5 ms.
 */
export class LoopTurns {
  /** Pieces that wait, by owner, in the order of their turns. */
  private readonly waiting = new Map<Owner, (() => void)[]>();
  private readonly pausing = new Set<Owner>();
  private taken = false;

  /** @param isBusy whether the process is busy */
  constructor(
    private readonly active: Pick<Activity, 'hasOthers'> = activity,
    private readonly isBusy: () => boolean = isLoopBusy,
  ) {}

  /** Resolves in the next turn of the owner, at once when nobody else is in this iteration. */
  next(owner: Owner): Promise<void> {
    return new Promise((resolve) => {
      const queue = this.waiting.get(owner);
      if (queue) queue.push(resolve);
      else if (this.taken || this.pausing.has(owner)) this.waiting.set(owner, [resolve]);
      else this.start(owner, resolve);
    });
  }

  private start(owner: Owner, piece: () => void): void {
    this.taken = true;
    if (this.isBusy() && this.active.hasOthers(owner)) void this.pause(owner);
    setImmediate(() => {
      this.taken = false;
      this.startNext();
    });
    piece();
  }

  private async pause(owner: Owner): Promise<void> {
    this.pausing.add(owner);
    await delay(PAUSE_MS);
    this.pausing.delete(owner);
    if (!this.taken) this.startNext();
  }

  private startNext(): void {
    for (const [owner, queue] of this.waiting) {
      if (this.pausing.has(owner)) continue;
      const piece = queue.shift();
      this.waiting.delete(owner);
      if (queue.length > 0) this.waiting.set(owner, queue);
      if (piece) this.start(owner, piece);
      return;
    }
  }
}

/** The turns of this process. */
export const loopTurns = new LoopTurns();
