import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { setSession } from '../database/pools.js';
import type { Notifier } from './notifier.js';

/** PostgreSQL channel of notifications between processes. */
export const CHANNEL = 'cliploop';

/** Pause between two attempts to connect. */
const PAUSE_MS = 1_000;

/** Receives the notifications of all processes on one connection. Reconnects when the connection breaks. */
export class Listener {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  /** @param pool provides the connection options. The connection is not taken from the pool */
  constructor(
    private readonly pool: pg.Pool,
    private readonly notifier: Notifier,
    private readonly warn: (message: string) => void,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.listen();
      } catch (error) {
        if (signal.aborted) break;
        // Until it reconnects, the notifier notifies at intervals.
        this.warn(
          `lost the connection for notifications; jobs and events of other processes are noticed later: ${(error as Error).message}`,
        );
      }
      await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** Ends when the connection breaks. */
  private async listen(): Promise<void> {
    // The options are not copied, because their password is not enumerable.
    const client = new pg.Client(this.pool.options);
    const broken = new AbortController();
    client.on('error', (error) => broken.abort(error));
    client.once('end', () => broken.abort(new Error('connection closed')));
    client.on('notification', ({ payload = '' }) => this.notifier.notify(payload));
    const end = AbortSignal.any([broken.signal, this.stopping.signal]);
    const ended = end.aborted ? undefined : once(end, 'abort');
    try {
      await Promise.race([this.subscribe(client), ended]);
      await ended;
      if (broken.signal.aborted) throw broken.signal.reason;
    } finally {
      // A server that has crashed or is unreachable never closes the connection.
      await Promise.race([client.end(), delay(PAUSE_MS)]).catch(() => {});
    }
  }

  private async subscribe(client: pg.Client): Promise<void> {
    await client.connect();
    await setSession(client);
    await client.query(`listen ${CHANNEL}`);
    // Notifications before this point were missed.
    this.notifier.notifyAll();
  }
}
