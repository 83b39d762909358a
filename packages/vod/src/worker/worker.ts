import { availableParallelism } from 'node:os';
import type { Queue, TakenJob } from '../queue/queue.js';
import { Slot, type SlotTools } from './slot.js';

export interface WorkerOptions extends Omit<SlotTools, 'threads'> {
  readonly queue: Queue;
  /** Jobs at a time. */
  readonly slots: number;
  readonly log: (error: Error) => void;
}

/** Half of what the queue waits before it takes a worker for dead, ms. */
const HEARTBEAT = 4_000;
/** After a failure of the database or the storage, ms. */
const PAUSE = 1_000;

/** Takes jobs from the queue and does them, several at a time. */
export class Worker {
  private readonly stopping = new AbortController();
  private loops: Promise<void>[] = [];
  /** Slots that have a job. */
  private busy = 0;

  constructor(private readonly options: WorkerOptions) {}

  start(): void {
    // A job that is alone gets all cores.
    const threads = (): number => Math.max(1, Math.floor(availableParallelism() / this.busy));
    this.loops = Array.from({ length: this.options.slots }, () => this.loop(new Slot({ ...this.options, threads })));
  }

  /** Takes no more; what is under way is handed back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops);
  }

  private async loop(slot: Slot): Promise<void> {
    const { queue, log } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const job = await queue.take();
        if (job) await this.one(slot, job);
        else await queue.arrival(signal);
      } catch (error) {
        if (signal.aborted) break;
        log(error as Error);
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
    await slot.end();
  }

  private async one(slot: Slot, job: TakenJob): Promise<void> {
    const { queue, log } = this.options;
    this.busy += 1;
    const beat = setInterval(() => queue.touch(job).catch(log), HEARTBEAT);
    try {
      const { retry } = await slot.work(job, this.stopping.signal);
      if (retry === undefined) await queue.complete(job);
      else await queue.retry(job, retry);
    } finally {
      this.busy -= 1;
      clearInterval(beat);
    }
  }
}
