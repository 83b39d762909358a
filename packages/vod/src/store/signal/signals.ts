import { sql, type Transaction } from 'kysely';
import type pg from 'pg';
import type { Database } from '../database/database.js';
import type { Tables } from '../tables/index.js';
import { CHANNEL, Listener } from './listener.js';
import { Notifier, type Subscription } from './notifier.js';

export interface SignalParts {
  /** The connection for notifications gets the options of this pool. */
  readonly pool: pg.Pool;
  readonly warn: (message: string) => void;
}

/** Notifications between the processes of the service: there are jobs or events. */
export class Signals {
  readonly notifier: Notifier;
  private readonly listener: Listener;

  /** @param intervalMs interval at which every topic is notified. Default 1 s */
  constructor({ pool, warn }: SignalParts, intervalMs = 1_000) {
    this.notifier = new Notifier(intervalMs);
    this.listener = new Listener(pool, this.notifier, warn);
  }

  /** Starts to receive notifications of other processes. Before, subscribers see their changes only at the next interval. */
  start(): void {
    this.listener.start();
  }

  /** Ends all waits. */
  async stop(): Promise<void> {
    this.notifier.close();
    await this.listener.stop();
  }

  subscribe(topic: string): Subscription {
    return this.notifier.subscribe(topic);
  }
}

/** Notifies a topic in every process, at once. */
export async function notifyAll(db: Database, topic: string): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${topic})`.execute(db);
}

/** Notifies a topic in every process after the commit. PostgreSQL merges notifications of one topic in one transaction. */
export async function announce(trx: Transaction<Tables>, topic: string): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${topic})`.execute(trx);
}
