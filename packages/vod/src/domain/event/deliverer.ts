import { setTimeout as delay } from 'node:timers/promises';
import { FetchError, type Fetcher } from '@cliploop/fetch';
import type { Notifier, Subscription } from '../../store/signal/notifier.js';
import type { Callback, Callbacks } from './callbacks.js';
import type { EventConfigs } from './config.js';
import { post } from './post.js';
import { pushTopic } from './topic.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export interface DelivererOptions {
  /** Callbacks under way at once. Default 64. */
  readonly concurrency?: number;
  /** And of them to one host. Default 4. */
  readonly perHost?: number;
  /** For one attempt. Default 10 s. */
  readonly timeoutMs?: number;
  /** Before each attempt but the first. Default: growing from 5 s to 1 h, about 24 h in all. */
  readonly retryDelaysMs?: readonly number[];
  /** Afterwards what a process had is given to another; longer than an attempt. Default 30 s. */
  readonly leaseMs?: number;
  /** For what is under way when it is stopped. Default 5 s. */
  readonly graceMs?: number;
}

export interface DelivererParts {
  readonly callbacks: Callbacks;
  readonly configs: Pick<EventConfigs, 'signKey'>;
  readonly fetcher: Pick<Fetcher, 'request'>;
  readonly notifier: Notifier;
  readonly warn: (message: string) => void;
}

const defaults: Required<DelivererOptions> = {
  concurrency: 64,
  perHost: 4,
  timeoutMs: 10 * SECOND,
  retryDelaysMs: [
    ...[5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE],
    ...Array.from({ length: 23 }, () => HOUR),
  ],
  leaseMs: 30 * SECOND,
  graceMs: 5 * SECOND,
};

/** Posts the callbacks of the outbox, each until it arrives or has failed too often; a crash may repeat some. */
export class Deliverer {
  private readonly options: Required<DelivererOptions>;
  private readonly underWay = new Map<Callback, Promise<void>>();
  private readonly abort = new AbortController();
  private subscription: Subscription | undefined;
  private loop: Promise<void> | undefined;
  private stopping = false;
  private blind = false;

  constructor(
    private readonly parts: DelivererParts,
    options: DelivererOptions = {},
  ) {
    this.options = { ...defaults, ...options };
  }

  start(): void {
    this.loop ??= this.run();
  }

  /** Lets what is under way finish, for a while, and hands the rest back. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.subscription?.close();
    await this.loop;
    const finished = Promise.all(this.underWay.values());
    const patience = new AbortController();
    const { graceMs } = this.options;
    await Promise.race([finished, delay(graceMs, undefined, { signal: patience.signal }).catch(() => {})]);
    patience.abort();
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
          this.underWay.delete(callback);
          // A place is free.
          notifier.notify(pushTopic);
        });
        this.underWay.set(callback, delivery);
      }
      await subscription.wait();
    }
    subscription.close();
  }

  private async claim(): Promise<Callback[]> {
    const { concurrency, perHost, leaseMs } = this.options;
    const running = new Map<string, number>();
    for (const { host } of this.underWay.keys()) running.set(host, (running.get(host) ?? 0) + 1);
    const free = concurrency - this.underWay.size;
    try {
      const claimed = await this.parts.callbacks.claim({ free, perHost, running, leaseMs });
      this.blind = false;
      return claimed;
    } catch (error) {
      // Tried again at the next notification; logged once.
      if (!this.blind) this.parts.warn(`Callbacks wait, for they cannot be read: ${(error as Error).message}`);
      this.blind = true;
      return [];
    }
  }

  /** Never throws: what cannot be recorded is taken up again when its lease is over. */
  private async deliver(callback: Callback): Promise<void> {
    const { callbacks, configs, fetcher, warn } = this.parts;
    const { url, content, failures } = callback;
    const { timeoutMs, retryDelaysMs } = this.options;
    try {
      const signKey = await configs.signKey(callback.subAppId);
      const failure = await post(fetcher, { url, content, signKey, timeoutMs, signal: this.abort.signal });
      const delayMs = retryDelaysMs[failures];
      if (!failure) await callbacks.delivered(callback);
      else if (!failure.final && delayMs !== undefined) await callbacks.retry(callback, failure.reason, delayMs);
      else {
        await callbacks.giveUp(callback, failure.reason);
        const attempts = failures === 0 ? 'the first attempt' : `${failures + 1} attempts`;
        warn(`${named(callback)} is given up after ${attempts}: ${failure.reason}`);
      }
    } catch (error) {
      const aborted = error instanceof FetchError && error.code === 'ABORTED';
      if (!aborted) warn(`${named(callback)} is put off: ${(error as Error).message}`);
      else await callbacks.handBack(callback).catch(() => {});
    }
  }
}

function named({ id, subAppId, content }: Callback): string {
  return `The callback ${id} (${content.EventType}) of application ${subAppId}`;
}
