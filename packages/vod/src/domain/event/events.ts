import type { Fetcher } from '@cliploop/fetch';
import type { Database } from '../../store/database/database.js';
import type { Vault } from '../../store/secret/vault.js';
import type { Signals } from '../../store/signal/signals.js';
import { Callbacks } from './callbacks.js';
import { EventConfigs } from './config.js';
import { Deliverer, type DelivererOptions } from './deliverer.js';
import { pull } from './pull.js';
import { EventQueue, type PulledEvent } from './queue.js';
import { sweepEvents } from './sweep.js';

export interface EventOptions {
  /** For how long a pulled event waits to be confirmed. Default 30 s. */
  readonly visibilityMs?: number;
  /** For how long a pull waits for events. Default 5 s. */
  readonly longPollMs?: number;
  readonly delivery?: DelivererOptions;
}

export interface EventParts {
  readonly db: Database;
  /** Started and stopped by their owner; those that are stopped end the pulls that wait. */
  readonly signals: Signals;
  readonly vault: Vault;
  /** For callbacks. */
  readonly fetcher: Pick<Fetcher, 'request'>;
  readonly warn: (message: string) => void;
}

/** The events of the applications, on the way to their consumers. */
export class Events {
  readonly configs: EventConfigs;
  readonly queue: EventQueue;
  /** For the processes that work; it starts and stops by itself. */
  readonly deliverer: Deliverer;
  private readonly longPollMs: number;

  constructor(
    private readonly parts: EventParts,
    { visibilityMs = 30_000, longPollMs = 5_000, delivery }: EventOptions = {},
  ) {
    const { db, signals, vault, fetcher, warn } = parts;
    this.configs = new EventConfigs(db, vault);
    this.queue = new EventQueue(db, visibilityMs);
    this.longPollMs = longPollMs;
    const { configs } = this;
    const { notifier } = signals;
    this.deliverer = new Deliverer({ callbacks: new Callbacks(db), configs, fetcher, notifier, warn }, delivery);
  }

  /** Up to 16 events; waits for the first one. */
  pull(subAppId: number): Promise<PulledEvent[]> {
    return pull(this.queue, this.parts.signals.notifier, subAppId, this.longPollMs);
  }

  /** Forgets the events that nobody pulled within four days, and the callbacks that failed for good as long ago. */
  sweep(stop?: AbortSignal): Promise<number> {
    return sweepEvents(this.parts.db, undefined, stop);
  }
}
