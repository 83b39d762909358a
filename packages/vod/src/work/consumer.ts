import { setTimeout as delay } from 'node:timers/promises';
import type { Queue, TakenJob } from '../store/queue/queue.js';

/** Half of what the queue waits before it takes a worker for dead, ms. */
const HEARTBEAT = 4_000;
/** After a failure of the database or the storage, ms. */
const PAUSE = 1_000;

/** What is to become of a job. `retry`: again, later, and why. */
export interface Verdict {
  readonly retry?: string;
}

export interface ConsumerOptions<T extends object> {
  readonly queue: Queue<T>;
  /** Throws only when the service itself does not work: then somebody else gets the job. */
  readonly work: (job: TakenJob<T>, stop: AbortSignal) => Promise<Verdict>;
  readonly log: (error: Error) => void;
}

/** Takes jobs from a queue and does them, one at a time. */
export class Consumer<T extends object> {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly options: ConsumerOptions<T>) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Takes no more, and asks what is under way to hand its job back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { queue, log } = this.options;
    const { signal } = this.stopping;
    const ear = queue.listen();
    signal.addEventListener('abort', () => ear.close());
    while (!signal.aborted) {
      try {
        const job = await queue.take();
        if (job) await this.one(job);
        else await ear.wait();
      } catch (error) {
        if (signal.aborted) break;
        log(error as Error);
        await delay(PAUSE);
      }
    }
  }

  private async one(job: TakenJob<T>): Promise<void> {
    const { queue, work, log } = this.options;
    const beat = setInterval(() => queue.touch(job).catch(log), HEARTBEAT);
    try {
      const { retry } = await work(job, this.stopping.signal);
      if (retry === undefined) await queue.complete(job);
      else await queue.retry(job, retry);
    } catch (error) {
      // Without this the job would be taken for that of a dead worker, a while later.
      await queue.retry(job, 'a failure of the service').catch(() => {});
      throw error;
    } finally {
      clearInterval(beat);
    }
  }
}
