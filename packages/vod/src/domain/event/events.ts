import type { Fetcher } from '@cliploop/fetch';
import type { Database } from '../../store/database/database.js';
import type { Vault } from '../../store/secret/vault.js';
import type { Signals } from '../../store/signal/signals.js';
import { CallbackList } from './callback-list.js';
import { CallbackTest } from './callback-test.js';
import { Callbacks } from './callbacks.js';
import { EventConfigs } from './config.js';
import { Deliverer, type DelivererOptions } from './deliverer.js';
import { Deliveries } from './deliveries.js';
import { pull } from './pull.js';
import { EventQueue, type PulledEvent } from './queue.js';
import { sweepEvents } from './sweep.js';

export interface EventOptions {
  /** Time to confirm a pulled event before it is delivered again. Default 30 s. */
  readonly visibilityMs?: number;
  /** Time that a pull waits for events. Default 5 s. */
  readonly longPollMs?: number;
  readonly delivery?: DelivererOptions;
}

interface EventParts {
  readonly db: Database;
  /** For the delivery. Default: `db`. */
  readonly workerDb?: Database;
  /** For the deletion of old events. Default: `db`. */
  readonly housekeepingDb?: Database;
  /** The owner starts and stops them. A stop ends the waiting pulls. */
  readonly signals: Signals;
  readonly vault: Vault;
  /** Sends callbacks. */
  readonly fetcher: Pick<Fetcher, 'request'>;
  /** Identifies the list of addresses that the fetcher may reach. */
  readonly allowed: string;
  readonly warn: (message: string) => void;
}

/** The events of the applications, and their delivery. */
export class Events {
  readonly configs: EventConfigs;
  readonly queue: EventQueue;
  /** The callbacks that wait or stopped. */
  readonly outbox: CallbackList;
  readonly deliveries: Deliveries;
  readonly test: CallbackTest;
  /** Runs in processes that do background work, which start and stop it. */
  readonly deliverer: Deliverer;
  private readonly longPollMs: number;

  constructor(
    private readonly parts: EventParts,
    { visibilityMs = 30_000, longPollMs = 5_000, delivery }: EventOptions = {},
  ) {
    const { db, workerDb = db, signals, vault, fetcher, allowed, warn } = parts;
    this.configs = new EventConfigs(db, vault);
    this.queue = new EventQueue(db, visibilityMs);
    this.longPollMs = longPollMs;
    const configs = new EventConfigs(workerDb, vault);
    const { notifier } = signals;
    const callbacks = new Callbacks(workerDb);
    this.outbox = new CallbackList(workerDb);
    this.deliveries = new Deliveries(db, new CallbackList(db));
    this.test = new CallbackTest({ configs: this.configs, fetcher });
    this.deliverer = new Deliverer({ callbacks, configs, fetcher, allowed, notifier, warn }, delivery);
  }

  /** Pulls up to 16 events, and waits for the first one. */
  pull(subAppId: number): Promise<PulledEvent[]> {
    return pull(this.queue, this.parts.signals.notifier, subAppId, this.longPollMs);
  }

  /** Deletes events and permanently failed callbacks that are older than four days. */
  sweep(stop?: AbortSignal): Promise<number> {
    return sweepEvents(this.parts.housekeepingDb ?? this.parts.db, undefined, stop);
  }
}
