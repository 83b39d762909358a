export interface LanesOptions<Key = number> {
  /** Number of jobs that run at the same time. */
  readonly slots: number;
  /** Most jobs of a lane that run at the same time. Default: half of the slots, or fewer with several lanes. */
  readonly maxRunning?: (key: Key) => number;
  /** Most jobs of one lane that wait. Default: no limit. */
  readonly maxWaiting?: number;
  /** Longest wait of a job, ms. Default: no limit. */
  readonly maxWaitMs?: number;
}

/** A job was refused, because its own lane has too many jobs. */
export class LaneFull extends Error {}

interface Waiting {
  readonly start: () => void;
}

interface Lane {
  /** Most jobs that run at the same time. */
  readonly most: number;
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
 * Runs jobs of several owners, for example applications, a lane for each. The next job is of the lane with the fewest running jobs, and of these the one
 * that was served least recently. Within a lane, jobs start in the order in which they came.
 */
export class Lanes<Key = number> {
  private readonly lanes = new Map<Key, Lane>();
  private free: number;
  private turn = 0;

  constructor(private readonly options: LanesOptions<Key>) {
    this.free = options.slots;
  }

  /** @param signal ends the wait of the job, not the job itself. Throws LaneFull, the reason of the signal, or as `job` does */
  async run<T>(key: Key, job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { maxRunning = () => this.options.slots } = this.options;
    const lane = this.lanes.get(key) ?? { most: maxRunning(key), running: 0, turn: 0, waiting: new Set() };
    this.lanes.set(key, lane);
    try {
      await this.slotOf(lane, signal);
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

  /** Whether as many jobs of a lane run as may run, or others wait. */
  isFull(key: Key): boolean {
    const lane = this.lanes.get(key);
    return lane !== undefined && (lane.running >= lane.most || lane.waiting.size > 0);
  }

  /** Waits for a slot. */
  private slotOf(lane: Lane, signal?: AbortSignal): Promise<void> {
    const { maxWaiting = Number.POSITIVE_INFINITY, maxWaitMs } = this.options;
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        lane.waiting.delete(waiting);
      };
      const refuse = (error: unknown): void => {
        leave();
        reject(error);
      };
      const abort = (): void => refuse(signal?.reason);
      const start = (): void => {
        leave();
        lane.running += 1;
        lane.turn = ++this.turn;
        this.free -= 1;
        resolve();
      };
      const waiting: Waiting = { start };
      lane.waiting.add(waiting);
      if (signal?.aborted) return abort();
      this.startWaiting();
      if (!lane.waiting.has(waiting)) return;
      if (lane.waiting.size > maxWaiting) return refuse(new LaneFull(`${maxWaiting} others wait already`));
      signal?.addEventListener('abort', abort, { once: true });
      if (maxWaitMs === undefined) return;
      timer = setTimeout(() => refuse(new LaneFull(`no free slot within ${maxWaitMs / 1000} s`)), maxWaitMs);
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
      if (lane.waiting.size === 0 || lane.running >= lane.most || !mayStart(lane.running, this.free)) continue;
      const order = next && (lane.running - next.running || lane.turn - next.turn);
      if (order === undefined || order < 0) next = lane;
    }
    return next;
  }
}
