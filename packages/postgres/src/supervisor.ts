import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, urlOf } from './connection.js';
import { PostgresError, reason } from './errors.js';
import { launch } from './launch.js';
import { limitLog } from './log-file.js';
import { defaultTimeouts, endOrphans, endPostmaster, type Timeouts } from './postmaster.js';
import { signal } from './processes.js';
import { makeReserve } from './reserve-file.js';
import type { Running, Server } from './server.js';

/** A PostgreSQL that is restarted after a crash. It keeps the Node process alive until `stop`. */
export interface Postgres {
  /** Options for a client or pool of `pg`. */
  readonly connection: Connection;
  /** The same as a URL. */
  readonly url: string;
  /** Of the running server. It changes with a restart, and is undefined until the server is running again. */
  readonly pid: number | undefined;
  /** True when a service that was killed had started the server. */
  readonly attached: boolean;
  /** Resolves when the server has ended and is not restarted: with undefined after `stop`, with the error when a restart failed. */
  readonly exited: Promise<PostgresError | undefined>;
  /** Requests a stop of the server, and does not wait for it. For a process that exits at once. */
  abandon(): void;
  /**
   * Stops the server with all its sessions, and releases the claim. Takes at most 40 s, during a restart 55 s. May be called several
   * times.
   */
  stop(): Promise<void>;
}

/** A server that ran this long is restarted without a delay. */
const HEALTHY_AFTER_MS = 10_000;
const MAX_RESTART_DELAY_MS = 5_000;
const LOG_CHECK_MS = 60_000;
/** The reserve file is missing after a full disk. Looking for it costs nothing. */
const RESERVE_CHECK_MS = 2_000;

export class Supervisor implements Postgres {
  readonly connection: Connection;
  readonly url: string;
  readonly attached: boolean;
  readonly exited: Promise<PostgresError | undefined>;
  private running: Running | undefined;
  private failure: PostgresError | undefined;
  private readonly stopping = new AbortController();
  private stopped: Promise<void> | undefined;
  private readonly watching: Promise<PostgresError | undefined>;
  private readonly logTimer: NodeJS.Timeout;
  private readonly reserveTimer: NodeJS.Timeout;
  private making: Promise<void> | undefined;

  /** @param release called once, after the server has ended */
  constructor(
    private readonly server: Server,
    first: Running,
    private readonly release: () => void,
    private readonly timeouts: Timeouts = defaultTimeouts,
    lost: Promise<PostgresError> = new Promise(() => {}),
  ) {
    this.connection = server.connection;
    this.url = urlOf(server.connection);
    this.attached = first.attached;
    this.running = first;
    this.logTimer = setInterval(() => limitLog(server.layout), LOG_CHECK_MS).unref();
    // Not at once: it would delay the start.
    this.reserveTimer = setInterval(() => this.makeReserve(), RESERVE_CHECK_MS).unref();
    this.watching = this.watch(first);
    // Another service has the folder now. Its own server must be the only one.
    void lost.then((error) => {
      this.failure = error;
      void this.stop();
    });
    this.exited = this.watching.then((error) => {
      // `stop` ends the watch, and then closes the server itself.
      return error ? this.close().then(() => error) : this.stopped?.then(() => this.failure);
    });
  }

  get pid(): number | undefined {
    return this.running?.pid;
  }

  private makeReserve(): void {
    this.making ??= makeReserve(this.server.layout).finally(() => {
      this.making = undefined;
    });
  }

  abandon(): void {
    if (this.running) {
      // Fast shutdown: ends sessions, and needs no recovery at the next start.
      signal(this.running.pid, 'SIGINT');
    }
  }

  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  private async end(): Promise<void> {
    this.stopping.abort();
    const { data } = this.server.layout;
    const { running } = this;
    if (running) {
      await endPostmaster(running.pid, data, this.timeouts);
    }
    await this.watching;
    // A server that was killed leaves processes that end soon. Those of another service are none of ours.
    if (!running && !this.failure) {
      await endOrphans(data);
    }
    await this.close();
  }

  private async close(): Promise<void> {
    clearInterval(this.logTimer);
    clearInterval(this.reserveTimer);
    await this.making;
    this.release();
  }

  private async watch(first: Running): Promise<PostgresError | undefined> {
    let delay = 0;
    for (let running = first; ; ) {
      const since = performance.now();
      const how = await running.ended;
      if (this.stopping.signal.aborted) {
        return undefined;
      }
      this.running = undefined;
      this.server.log.warn(`PostgreSQL (pid ${running.pid}) ${how}; restarting it`);
      delay = performance.now() - since > HEALTHY_AFTER_MS ? 0 : delay;
      const next = await this.restart(delay);
      if (!next || next instanceof PostgresError) {
        return next;
      }
      if (this.stopping.signal.aborted) {
        // `stop` was called during the start, so that it does not know this server.
        await endPostmaster(next.pid, this.server.layout.data, this.timeouts);
        return undefined;
      }
      delay = Math.min(Math.max(2 * delay, 100), MAX_RESTART_DELAY_MS);
      this.running = running = next;
      this.server.log.info(`PostgreSQL is running again (pid ${running.pid})`);
    }
  }

  /** @returns undefined after `stop`, the error after the time limit */
  private async restart(firstDelay: number): Promise<Running | PostgresError | undefined> {
    const { signal: abort } = this.stopping;
    const end = performance.now() + this.timeouts.giveUp;
    let logged = '';
    for (let delay = firstDelay; ; delay = Math.min(Math.max(2 * delay, 100), MAX_RESTART_DELAY_MS)) {
      try {
        await sleep(delay, undefined, { signal: abort });
        return await launch(this.server, abort);
      } catch (error) {
        if (abort.aborted) {
          return undefined;
        }
        const failure =
          error instanceof PostgresError ? error : new PostgresError('START_FAILED', reason(error), { cause: error });
        // On a full disk, the operator makes space; until then, files can still be read.
        if (performance.now() > end && failure.code !== 'DISK_FULL') {
          return failure;
        }
        if (failure.message !== logged) {
          this.server.log.warn(failure.message);
        }
        logged = failure.message;
      }
    }
  }
}
