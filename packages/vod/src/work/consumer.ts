import { setTimeout as delay } from 'node:timers/promises';
import type { Queue, TakenJob } from '../store/queue/queue.js';

/** Half of the time after which the queue takes a worker for dead. */
const TOUCH_INTERVAL_MS = 4_000;
/** Pause after a failure of the database or the storage. */
const PAUSE_MS = 1_000;

/** How a job ends. */
export interface JobOutcome {
  /** Why the job is returned to the queue, to be tried again later. Absent: the job is done. */
  readonly retry?: string;
}

export interface ConsumerOptions<T extends object> {
  readonly queue: Queue<T>;
  /** Throws only when the service itself does not work. Then another worker gets the job. */
  readonly work: (job: TakenJob<T>, stop: AbortSignal) => Promise<JobOutcome>;
  readonly log: (error: Error) => void;
  /** Resolves when jobs can be done, or the signal is aborted: on a full disk they wait in the queue. Default: at once. */
  readonly ready?: ((stop: AbortSignal) => Promise<void>) | undefined;
}

/** Takes jobs from a queue and runs them, one at a time. */
export class Consumer<T extends object> {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly options: ConsumerOptions<T>) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Takes no more jobs, and waits until the running one has been returned to the queue. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { queue, log, ready } = this.options;
    const { signal } = this.stopping;
    const subscription = queue.subscribe();
    signal.addEventListener('abort', () => subscription.close());
    while (!signal.aborted) {
      try {
        await ready?.(signal);
        if (signal.aborted) break;
        const job = await queue.take();
        if (job) await this.one(job);
        else await subscription.wait();
      } catch (error) {
        if (signal.aborted) break;
        log(error as Error);
        await delay(PAUSE_MS);
      }
    }
  }

  private async one(job: TakenJob<T>): Promise<void> {
    const { queue, work, log } = this.options;
    const touching = setInterval(() => queue.touch(job).catch(log), TOUCH_INTERVAL_MS);
    try {
      const { retry } = await work(job, this.stopping.signal);
      if (retry === undefined) await queue.complete(job);
      else await queue.retry(job, retry);
    } catch (error) {
      // Otherwise the queue would take the worker for dead, a while later.
      await queue.retry(job, 'a failure of the service').catch(() => {});
      throw error;
    } finally {
      clearInterval(touching);
    }
  }
}
