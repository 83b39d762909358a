import { availableParallelism } from 'node:os';
import type { Queue } from '../../store/queue/queue.js';
import type { SubTaskJob } from '../../store/queue/queues.js';
import { Consumer } from '../consumer.js';
import { Slot, type SlotOptions } from './slot.js';

interface WorkerOptions extends Omit<SlotOptions, 'threads'> {
  readonly queue: Queue<SubTaskJob>;
  /** Number of jobs at the same time. */
  readonly slots: number;
  readonly log: (error: Error) => void;
  /** See ConsumerOptions. */
  readonly ready?: ((stop: AbortSignal) => Promise<void>) | undefined;
}

/** Makes animations, several at a time. */
export class Worker {
  private readonly slots: Slot[] = [];
  private consumers: Consumer<SubTaskJob>[] = [];
  /** Number of slots that have a job. */
  private busy = 0;

  constructor(private readonly options: WorkerOptions) {}

  start(): void {
    const { queue, slots, log, ready } = this.options;
    // A single job gets all cores.
    const threads = (): number => Math.max(1, Math.floor(availableParallelism() / this.busy));
    this.consumers = Array.from({ length: slots }, () => {
      const slot = new Slot({ ...this.options, threads });
      this.slots.push(slot);
      const work: Slot['work'] = async (job, stop) => {
        this.busy += 1;
        try {
          return await slot.work(job, stop);
        } finally {
          this.busy -= 1;
        }
      };
      return new Consumer({ queue, work, log, ready });
    });
    for (const consumer of this.consumers) consumer.start();
  }

  /** Takes no more jobs, and returns the running ones to the queue. */
  async stop(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
    await Promise.all(this.slots.map((slot) => slot.end()));
  }
}
