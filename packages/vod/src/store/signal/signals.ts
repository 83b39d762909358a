import { sql, type Transaction } from 'kysely';
import type pg from 'pg';
import type { Tables } from '../tables/index.js';
import { Bell, type Ear } from './bell.js';
import { CHANNEL, Listener } from './listener.js';

export interface SignalParts {
  /** For a connection of their own, with its options. */
  readonly pool: pg.Pool;
  readonly warn: (message: string) => void;
}

/** What the processes of the service tell each other: that there is something to do or to fetch. */
export class Signals {
  readonly bell: Bell;
  private readonly listener: Listener;

  /** @param tickMs between two looks for what nobody announces. Default 1 s */
  constructor({ pool, warn }: SignalParts, tickMs = 1_000) {
    this.bell = new Bell(tickMs);
    this.listener = new Listener(pool, this.bell, warn);
  }

  /** Hears the other processes from now on. Without it, what they announce is noticed late. */
  start(): void {
    this.listener.start();
  }

  /** Those who wait go on at once. */
  async stop(): Promise<void> {
    this.bell.close();
    await this.listener.stop();
  }

  listen(topic: string): Ear {
    return this.bell.listen(topic);
  }
}

/** Announces a topic to every process once the transaction is committed; PostgreSQL tells many of one topic as one. */
export async function announce(trx: Transaction<Tables>, topic: string): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${topic})`.execute(trx);
}
