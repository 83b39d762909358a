import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Bell } from './bell.js';

/** Where PostgreSQL tells every process of the service what another announces. */
export const CHANNEL = 'cliploop';

/** Between two attempts to connect, ms. */
const PAUSE = 1_000;

/** Hears what any process announces, on one connection for all who wait. One that breaks is replaced. */
export class Listener {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  /** @param pool whose options the connection has; it is none of the pool's, which would miss it */
  constructor(
    private readonly pool: pg.Pool,
    private readonly bell: Bell,
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
        // The bell's own rings go on meanwhile.
        this.warn(
          `Jobs and events of other processes are noticed late, for the connection that announces them broke: ${(error as Error).message}`,
        );
      }
      await delay(PAUSE, undefined, { signal }).catch(() => {});
    }
  }

  /** Until the connection breaks. */
  private async listen(): Promise<void> {
    // The options as they are: in a copy the password, which is not enumerable, would be missing.
    const client = new pg.Client(this.pool.options);
    const broken = new AbortController();
    client.on('error', (error) => broken.abort(error));
    client.once('end', () => broken.abort(new Error('it was closed')));
    client.on('notification', ({ payload = '' }) => this.bell.ring(payload));
    const end = AbortSignal.any([broken.signal, this.stopping.signal]);
    const ended = end.aborted ? undefined : once(end, 'abort');
    try {
      await Promise.race([this.subscribe(client), ended]);
      await ended;
      if (broken.signal.aborted) throw broken.signal.reason;
    } finally {
      // A peer that is gone would never say goodbye.
      await Promise.race([client.end(), delay(PAUSE)]).catch(() => {});
    }
  }

  private async subscribe(client: pg.Client): Promise<void> {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    // What was announced in between went unheard.
    this.bell.ringAll();
  }
}
