import { availableParallelism } from 'node:os';
import type { Queue, TakenJob } from '../../store/queue/queue.js';
import { Consumer, type JobOutcome } from '../consumer.js';
import { Slot, type SlotOptions } from './slot.js';

interface WorkerOptions extends Omit<SlotOptions, 'threads'> {
  readonly queue: Queue;
  /** Number of jobs at the same time. */
  readonly slots: number;
  readonly log: (error: Error) => void;
  /** See ConsumerOptions. */
  readonly ready?: ((stop: AbortSignal) => Promise<void>) | undefined;
}

/** Makes animations, several at a time. */
export class Worker {
  private readonly slots: Slot[] = [];
  private readonly idle: Slot[] = [];
  private readonly consumer: Consumer;

  constructor(private readonly options: WorkerOptions) {
    const { queue, slots, log, ready } = options;
    this.consumer = new Consumer({
      queue,
      slots,
      reserve: 'one',
      work: (job, stop) => this.work(job, stop),
      log,
      ready,
    });
  }

  start(): void {
    // A single job gets all cores.
    const threads = (): number =>
      Math.max(1, Math.floor(availableParallelism() / (this.slots.length - this.idle.length)));
    for (let n = 0; n < this.options.slots; n++) this.slots.push(new Slot({ ...this.options, threads }));
    this.idle.push(...this.slots);
    this.consumer.start();
  }

  /** Takes no more jobs, and returns the running ones to the queue. */
  async stop(): Promise<void> {
    await this.consumer.stop();
    await Promise.all(this.slots.map((slot) => slot.end()));
  }

  /** Makes space on a full disk: deleted files keep theirs while a media process has them open. */
  freeSpace(): void {
    for (const slot of this.slots) void slot.refresh().catch(this.options.log);
  }

  private async work(job: TakenJob, stop: AbortSignal): Promise<JobOutcome> {
    const slot = this.takeSlot(job.subAppId);
    if (!slot) throw new Error('no slot is free');
    try {
      return await slot.work(job, stop);
    } finally {
      this.idle.push(slot);
      if (this.options.space?.full) this.freeSpace();
    }
  }

  /** Prefers a media process of the application, then one that is new: one of another application has to be replaced. */
  private takeSlot(subAppId: number): Slot | undefined {
    const { idle } = this;
    const of = (owner: number | undefined) => idle.findLastIndex((slot) => slot.owner === owner);
    const at = [of(subAppId), of(undefined), 0].find((index) => index >= 0) ?? 0;
    return idle.splice(at, 1)[0];
  }
}
