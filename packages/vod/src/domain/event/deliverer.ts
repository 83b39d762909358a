import { setTimeout as delay } from 'node:timers/promises';
import { FetchError, type Fetcher } from '@cliploop/fetch';
import type { Notifier, Subscription } from '../../store/signal/notifier.js';
import type { Callback, Callbacks } from './callbacks.js';
import type { EventConfigs } from './config.js';
import { post } from './post.js';
import { URL_REMOVED } from './redirect.js';
import { pushTopic } from './topic.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

export interface DelivererOptions {
  /** Callbacks at the same time. Default 64. */
  readonly concurrency?: number;
  /** Callbacks to one host at the same time. Default 4. */
  readonly perHost?: number;
  /** Time limit of one attempt. Default 10 s. */
  readonly timeoutMs?: number;
  /** Delays before the second and later attempts. Default: from 5 s to 1 h, about 24 h in total. */
  readonly retryDelaysMs?: readonly number[];
  /** Time after which another process may take a callback over. Must be longer than an attempt. Default 30 s. */
  readonly leaseMs?: number;
  /** Time that running attempts get to finish after a stop. Default 5 s. */
  readonly graceMs?: number;
}

interface DelivererParts {
  readonly callbacks: Callbacks;
  readonly configs: Pick<EventConfigs, 'delivery'>;
  /** Identifies the list of addresses that the fetcher may reach. */
  readonly allowed: string;
  readonly fetcher: Pick<Fetcher, 'request'>;
  readonly notifier: Notifier;
  readonly warn: (message: string) => void;
}

const defaults: Required<DelivererOptions> = {
  concurrency: 64,
  perHost: 4,
  timeoutMs: 10 * SECOND_MS,
  retryDelaysMs: [
    ...[5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS],
    ...Array.from({ length: 23 }, () => HOUR_MS),
  ],
  leaseMs: 30 * SECOND_MS,
  graceMs: 5 * SECOND_MS,
};

/** Delivers callbacks. It retries each until it succeeds or has failed too often. After a crash, some are delivered twice. */
export class Deliverer {
  private readonly options: Required<DelivererOptions>;
  private readonly deliveries = new Map<Callback, Promise<void>>();
  private readonly abort = new AbortController();
  private subscription: Subscription | undefined;
  private loop: Promise<void> | undefined;
  private stopping = false;
  private claimFailed = false;
  private retriedRefused = false;

  constructor(
    private readonly parts: DelivererParts,
    options: DelivererOptions = {},
  ) {
    this.options = { ...defaults, ...options };
  }

  start(): void {
    this.loop ??= this.run();
  }

  /** Waits for running attempts for the grace period, then aborts and releases the rest. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.subscription?.close();
    await this.loop;
    const finished = Promise.all(this.deliveries.values());
    const grace = new AbortController();
    const { graceMs } = this.options;
    await Promise.race([finished, delay(graceMs, undefined, { signal: grace.signal }).catch(() => {})]);
    grace.abort();
    this.abort.abort();
    await finished;
  }

  private async run(): Promise<void> {
    const { notifier } = this.parts;
    const subscription = notifier.subscribe(pushTopic);
    this.subscription = subscription;
    while (!this.stopping && !notifier.closed) {
      for (const callback of await this.claim()) {
        const delivery = this.deliver(callback).finally(() => {
          this.deliveries.delete(callback);
          // Another callback can start.
          notifier.notify(pushTopic);
        });
        this.deliveries.set(callback, delivery);
      }
      await subscription.wait();
    }
    subscription.close();
  }

  private async claim(): Promise<Callback[]> {
    const { concurrency, perHost, leaseMs } = this.options;
    const running = new Map<string, number>();
    for (const { host } of this.deliveries.keys()) running.set(host, (running.get(host) ?? 0) + 1);
    const free = concurrency - this.deliveries.size;
    try {
      await this.retryRefused();
      const claimed = await this.parts.callbacks.claim({ free, perHost, running, leaseMs });
      this.claimFailed = false;
      return claimed;
    } catch (error) {
      // The next notification tries again. The failure is logged once.
      if (!this.claimFailed) this.parts.warn(`cannot read due callbacks, will try again: ${(error as Error).message}`);
      this.claimFailed = true;
      return [];
    }
  }

  /** The list of allowed addresses may have changed since the last start. */
  private async retryRefused(): Promise<void> {
    if (this.retriedRefused) return;
    await this.parts.callbacks.retryRefused(this.parts.allowed);
    this.retriedRefused = true;
  }

  /** Never throws. If the result cannot be stored, the callback is tried again after its lease. */
  private async deliver(callback: Callback): Promise<void> {
    const { callbacks, configs, fetcher, allowed, warn } = this.parts;
    const { content, failures } = callback;
    const { timeoutMs, retryDelaysMs } = this.options;
    try {
      const { url, signKey } = (await configs.delivery(callback.subAppId)) ?? { url: callback.url, signKey: undefined };
      if (url === '') {
        await callbacks.giveUp(callback, URL_REMOVED);
        return;
      }
      // The URL was changed while many callbacks waited. Another host has its own turn.
      if (url !== callback.url) {
        await callbacks.redirect(callback, url);
        return;
      }
      const result = await post(fetcher, { url, content, signKey, timeoutMs, signal: this.abort.signal });
      const { failure } = result;
      const delayMs = retryDelaysMs[failures];
      if (!failure) await callbacks.delivered(callback, result);
      else if (failure.kind === 'again' && delayMs !== undefined)
        await callbacks.retry(callback, failure.reason, delayMs, result);
      else if (failure.kind === 'refused') {
        await callbacks.refuse(callback, failure.reason, allowed, result);
        warn(`${nameOf(callback)} is refused until CLIPLOOP_FETCH_ALLOW or its URL changes: ${failure.reason}`);
      } else {
        await callbacks.giveUp(callback, failure.reason, result);
        const attempts = failures === 0 ? '1 attempt' : `${failures + 1} attempts`;
        warn(`${nameOf(callback)} failed permanently after ${attempts}: ${failure.reason}`);
      }
    } catch (error) {
      const aborted = error instanceof FetchError && error.code === 'ABORTED';
      if (!aborted) warn(`${nameOf(callback)} could not be processed, will try again: ${(error as Error).message}`);
      else await callbacks.release(callback).catch(() => {});
    }
  }
}

function nameOf({ id, subAppId, content }: Callback): string {
  return `callback ${id} (${content.EventType}) of application ${subAppId}`;
}
