export interface LanesOptions {
  /** Number of jobs that run at the same time. */
  readonly slots: number;
  /** Most jobs of one lane that wait. */
  readonly maxWaiting: number;
  /** Longest wait of a job, ms. */
  readonly maxWaitMs: number;
}

/** A job was refused, because its own lane has too many jobs. */
export class LaneFull extends Error {}

interface Waiting {
  readonly start: () => void;
}

interface Lane {
  running: number;
  /** Number of the latest job that was started. */
  turn: number;
  readonly waiting: Set<Waiting>;
}

/**
 * Whether a lane may start another job. A lane alone gets half of the slots, so that the jobs of other lanes start at once; with more
 * lanes, each gets less.
 * @param running jobs of the lane
 * @param free slots
 */
export function mayStart(running: number, free: number): boolean {
  return running === 0 ? free > 0 : running < free;
}

/**
 * Runs jobs of several applications, a lane for each. The next job is of the lane with the fewest running jobs, and of these the one
 * that was served least recently. Within a lane, jobs start in the order in which they came.
 */
export class Lanes {
  private readonly lanes = new Map<number, Lane>();
  private free: number;
  private turn = 0;

  constructor(private readonly options: LanesOptions) {
    this.free = options.slots;
  }

  /** @throws LaneFull; otherwise as `job` does */
  async run<T>(key: number, job: () => Promise<T>): Promise<T> {
    const lane = this.lanes.get(key) ?? { running: 0, turn: 0, waiting: new Set() };
    this.lanes.set(key, lane);
    try {
      await this.slotOf(lane);
      try {
        return await job();
      } finally {
        lane.running -= 1;
        this.free += 1;
        this.startWaiting();
      }
    } finally {
      if (lane.running === 0 && lane.waiting.size === 0) this.lanes.delete(key);
    }
  }

  /** Waits for a slot. */
  private slotOf(lane: Lane): Promise<void> {
    const { maxWaiting, maxWaitMs } = this.options;
    return new Promise((resolve, reject) => {
      const waiting = { start: () => {} };
      const timer = setTimeout(() => {
        lane.waiting.delete(waiting);
        reject(new LaneFull(`no free slot within ${maxWaitMs / 1000} s`));
      }, maxWaitMs);
      waiting.start = () => {
        clearTimeout(timer);
        lane.waiting.delete(waiting);
        lane.running += 1;
        lane.turn = ++this.turn;
        this.free -= 1;
        resolve();
      };
      lane.waiting.add(waiting);
      this.startWaiting();
      if (!lane.waiting.has(waiting) || lane.waiting.size <= maxWaiting) return;
      clearTimeout(timer);
      lane.waiting.delete(waiting);
      reject(new LaneFull(`${maxWaiting} others wait already`));
    });
  }

  private startWaiting(): void {
    for (let lane = this.next(); lane; lane = this.next()) {
      const [first] = lane.waiting;
      first?.start();
    }
  }

  private next(): Lane | undefined {
    let next: Lane | undefined;
    for (const lane of this.lanes.values()) {
      if (lane.waiting.size === 0 || !mayStart(lane.running, this.free)) continue;
      const order = next && (lane.running - next.running || lane.turn - next.turn);
      if (order === undefined || order < 0) next = lane;
    }
    return next;
  }
}
