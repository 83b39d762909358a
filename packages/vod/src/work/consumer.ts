import { setTimeout as delay } from 'node:timers/promises';
import { mayStart } from '../store/lanes.js';
import { applicationOwner, workFor } from '../store/owner.js';
import type { Queue, TakenJob } from '../store/queue/queue.js';

/** Less than half of the time after which the queue takes a worker for dead. */
const TOUCH_INTERVAL_MS = 4_000;
/** Pause of a slot after a failure of the database or the storage. */
const PAUSE_MS = 1_000;

/** Time after its latest job in which a slot is kept for an application, ms. */
const ACTIVE_MS = 3_600_000;

/** How a job ends. */
export interface JobOutcome {
  /** Why the job is returned to the queue, to be tried again later. Absent: the job is done. */
  readonly retry?: string;
}

export interface ConsumerOptions {
  readonly queue: Queue;
  /** Number of jobs at the same time. */
  readonly slots: number;
  /**
   * Keeps slots free for other applications while one has many jobs. `half`: half of them, for jobs that take long and need little of
   * the machine. `one`: one of several, for the applications that had a job in the last hour and have none now. Default: none.
   */
  readonly reserve?: 'half' | 'one';
  /** Throws only when the service itself does not work. Then another worker gets the job. */
  readonly work: (job: TakenJob, stop: AbortSignal) => Promise<JobOutcome>;
  readonly log: (error: Error) => void;
  /** Resolves when jobs can be done, or the signal is aborted: on a full disk they wait in the queue. Default: at once. */
  readonly ready?: ((stop: AbortSignal) => Promise<void>) | undefined;
}

/** Takes jobs from a queue and runs them, several at a time. */
export class Consumer {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private readonly jobs = new Set<Promise<void>>();
  /** Number of running jobs by application. */
  private readonly counts = new Map<number, number>();

  /** When the latest job of an application ended. */
  private readonly seen = new Map<number, number>();

  constructor(private readonly options: ConsumerOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Takes no more jobs, and waits until the running ones have been returned to the queue. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await Promise.all(this.jobs);
  }

  private async run(): Promise<void> {
    const { queue, slots, log, ready } = this.options;
    const { signal } = this.stopping;
    const subscription = queue.subscribe();
    signal.addEventListener('abort', () => subscription.close());
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    while (!signal.aborted) {
      try {
        if (this.jobs.size >= slots) {
          await Promise.race([...this.jobs, stopped]);
          continue;
        }
        await ready?.(signal);
        if (signal.aborted) break;
        const job = await queue.take(this.exceptions());
        if (job) this.begin(job);
        else await subscription.wait();
      } catch (error) {
        if (signal.aborted) break;
        log(error as Error);
        await delay(PAUSE_MS);
      }
    }
  }

  /** The applications that have as many of the slots as they may. */
  private exceptions(): number[] {
    const { reserve, slots } = this.options;
    const free = slots - this.jobs.size;
    if (reserve === undefined) return [];
    if (reserve === 'one') return slots > 1 && free === 1 && this.othersAreActive() ? [...this.counts.keys()] : [];
    return [...this.counts].flatMap(([subAppId, count]) => (mayStart(count, free) ? [] : [subAppId]));
  }

  /** Whether an application without a running job had one lately. An application alone may use all slots. */
  private othersAreActive(): boolean {
    const since = performance.now() - ACTIVE_MS;
    for (const [subAppId, time] of this.seen) if (time < since) this.seen.delete(subAppId);
    return [...this.seen.keys()].some((subAppId) => !this.counts.has(subAppId));
  }

  private begin(job: TakenJob): void {
    const { subAppId } = job;
    this.counts.set(subAppId, (this.counts.get(subAppId) ?? 0) + 1);
    const ended = this.one(job).then(() => {
      this.jobs.delete(ended);
      const count = (this.counts.get(subAppId) ?? 0) - 1;
      if (count > 0) this.counts.set(subAppId, count);
      else this.counts.delete(subAppId);
      this.seen.set(subAppId, performance.now());
      // Jobs of an application that had too many slots can be taken now.
      this.options.queue.wake();
    });
    this.jobs.add(ended);
  }

  private work(job: TakenJob): Promise<JobOutcome> {
    return workFor(applicationOwner(job.subAppId), () => this.options.work(job, this.stopping.signal));
  }

  private async one(job: TakenJob): Promise<void> {
    const { queue, log } = this.options;
    const touching = setInterval(() => queue.touch(job).catch(log), TOUCH_INTERVAL_MS);
    try {
      const { retry } = await this.work(job);
      if (retry === undefined) await queue.complete(job);
      else await queue.retry(job);
    } catch (error) {
      // Otherwise the queue would take the worker for dead, a while later.
      await queue.retry(job).catch(() => {});
      if (this.stopping.signal.aborted) return;
      log(error as Error);
      await delay(PAUSE_MS);
    } finally {
      clearInterval(touching);
    }
  }
}
