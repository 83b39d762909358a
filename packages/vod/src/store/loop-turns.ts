import { performance } from 'node:perf_hooks';
import type { Owner } from './owner.js';

/**
 * Lets the work of several owners into the event loop in turns, one piece in each of its iterations. Other events, such as results of
 * the database, come in between, so that none of them waits for many pieces.
 */
export class LoopTurns {
  /** Pieces that wait, by owner, in the order of their turns. */
  private readonly waiting = new Map<Owner, (() => void)[]>();
  private taken = false;

  /** Resolves in the next turn of the owner, at once when nobody else is in this iteration. */
  next(owner: Owner): Promise<void> {
    return new Promise((resolve) => {
      const queue = this.waiting.get(owner);
      if (queue) queue.push(resolve);
      else if (this.taken) this.waiting.set(owner, [resolve]);
      else this.start(resolve);
    });
  }

  private start(piece: () => void): void {
    this.taken = true;
    setImmediate(() => {
      this.taken = false;
      this.startNext();
    });
    piece();
  }

  private startNext(): void {
    for (const [owner, queue] of this.waiting) {
      const piece = queue.shift();
      this.waiting.delete(owner);
      if (queue.length > 0) this.waiting.set(owner, queue);
      if (piece) this.start(piece);
      return;
    }
  }
}

/** The turns of this process. */
export const loopTurns = new LoopTurns();

/** Interval at which `isLoopBusy` measures, ms. */
const MEASURE_MS = 200;

let measured = { time: performance.now(), use: performance.eventLoopUtilization(), share: 0 };

/** Whether the event loop was busy for much of the last moments. When the CPU is busy with other processes, it is so sooner. */
export function isLoopBusy(): boolean {
  const time = performance.now();
  if (time - measured.time >= MEASURE_MS) {
    const use = performance.eventLoopUtilization();
    measured = { time, use, share: performance.eventLoopUtilization(use, measured.use).utilization };
  }
  return measured.share > 0.4;
}
