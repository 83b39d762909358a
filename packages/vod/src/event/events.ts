import type pg from 'pg';
import type { Database } from '../database/database.js';
import type { Fetcher } from '../fetch/index.js';
import type { Vault } from '../secret/vault.js';
import { Bell } from './bell.js';
import { Callbacks } from './callbacks.js';
import { EventConfigs } from './config.js';
import { Deliverer, type DelivererOptions } from './deliverer.js';
import { Listener } from './listener.js';
import { pull } from './pull.js';
import { EventQueue, type PulledEvent } from './queue.js';
import { sweepEvents } from './sweep.js';

const HOUR = 60 * 60 * 1_000;

export interface EventOptions {
  /** For how long a pulled event waits to be confirmed. Default 30 s. */
  readonly visibilityMs?: number;
  /** For how long a pull waits for events. Default 5 s. */
  readonly longPollMs?: number;
  /** Between two looks for what nobody announces. Default 1 s. */
  readonly tickMs?: number;
  readonly delivery?: DelivererOptions;
}

export interface EventParts {
  readonly db: Database;
  /** For a connection of their own, with its options. */
  readonly pool: pg.Pool;
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
  private readonly bell: Bell;
  private readonly listener: Listener;
  private readonly longPollMs: number;
  private sweeping: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: EventParts,
    { visibilityMs = 30_000, longPollMs = 5_000, tickMs = 1_000, delivery }: EventOptions = {},
  ) {
    const { db, pool, vault, fetcher, warn } = parts;
    this.configs = new EventConfigs(db, vault);
    this.queue = new EventQueue(db, visibilityMs);
    this.bell = new Bell(tickMs);
    this.listener = new Listener(pool, this.bell, warn);
    this.longPollMs = longPollMs;
    const { bell, configs } = this;
    this.deliverer = new Deliverer({ callbacks: new Callbacks(db), configs, fetcher, bell, warn }, delivery);
  }

  /** Up to 16 events; waits for the first one. */
  pull(subAppId: number): Promise<PulledEvent[]> {
    return pull(this.queue, this.bell, subAppId, this.longPollMs);
  }

  /** Hears of new events from now on, and forgets old ones. Without it, pulls notice them late. */
  start(): void {
    this.listener.start();
    this.sweeping ??= setInterval(() => this.sweep(), HOUR).unref();
    this.sweep();
  }

  /** Those who wait for events get an empty answer at once. The deliverer is to be stopped before. */
  async stop(): Promise<void> {
    clearInterval(this.sweeping);
    this.bell.close();
    await this.listener.stop();
  }

  private sweep(): void {
    sweepEvents(this.parts.db).catch((error: Error) => this.parts.warn(`Old events stay: ${error.message}`));
  }
}
