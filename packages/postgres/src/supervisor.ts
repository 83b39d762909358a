import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, urlOf } from './connection.js';
import { PostgresError, reason } from './errors.js';
import { launch } from './launch.js';
import { boundLog } from './log-file.js';
import { endPostmaster, type Patience, usualPatience } from './postmaster.js';
import type { Running, Server } from './server.js';

/** A PostgreSQL that is kept running. It keeps the process alive until `stop`. */
export interface Postgres {
  /** For `pg`: a session or pool of the service's database. */
  readonly connection: Connection;
  /** The same for tools that take a URL. */
  readonly url: string;
  /** Of the server at work: changes when it had to be started again, and is undefined meanwhile. */
  readonly pid: number | undefined;
  /** True when it was found running, left behind by a service that was killed. */
  readonly attached: boolean;
  /** Resolves when it is down for good: with nothing after `stop`, with the error when it cannot be started any more. */
  readonly exited: Promise<PostgresError | undefined>;
  /** Ends the server, all its sessions and the claim on the folder. Takes at most 25 s; may be called again. */
  stop(): Promise<void>;
}

/** A server that lived this long was well, ms; one that did not waits longer before it is started again. */
const healthy = 10_000;
const longestPause = 5_000;
const logCheck = 60_000;

export class Supervisor implements Postgres {
  readonly connection: Connection;
  readonly url: string;
  readonly attached: boolean;
  readonly exited: Promise<PostgresError | undefined>;
  private running: Running | undefined;
  private readonly stopping = new AbortController();
  private stopped: Promise<void> | undefined;
  private readonly watching: Promise<PostgresError | undefined>;
  private readonly logTimer: NodeJS.Timeout;

  /** @param release called once nothing runs any more */
  constructor(
    private readonly server: Server,
    first: Running,
    private readonly release: () => void,
    private readonly patience: Patience = usualPatience,
  ) {
    this.connection = server.connection;
    this.url = urlOf(server.connection);
    this.attached = first.attached;
    this.running = first;
    this.logTimer = setInterval(() => boundLog(server.layout), logCheck).unref();
    this.watching = this.watch(first);
    this.exited = this.watching.then((error) => {
      // After `stop`, which ends the watch first, the rest is its own.
      return error ? this.close().then(() => error) : this.stopped?.then(() => undefined);
    });
  }

  get pid(): number | undefined {
    return this.running?.pid;
  }

  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  private async end(): Promise<void> {
    this.stopping.abort();
    if (this.running) {
      await endPostmaster(this.running.pid, this.server.layout.data, this.patience);
    }
    await this.watching;
    await this.close();
  }

  private async close(): Promise<void> {
    clearInterval(this.logTimer);
    this.release();
  }

  private async watch(first: Running): Promise<PostgresError | undefined> {
    let pause = 0;
    for (let running = first; ; ) {
      const since = performance.now();
      const how = await running.ended;
      if (this.stopping.signal.aborted) {
        return undefined;
      }
      this.running = undefined;
      this.server.log.warn(`PostgreSQL (pid ${running.pid}) ${how}; it is started again`);
      pause = performance.now() - since > healthy ? 0 : pause;
      const next = await this.again(pause);
      if (!next || next instanceof PostgresError) {
        return next;
      }
      if (this.stopping.signal.aborted) {
        // It came up in spite of it; nobody else knows of it yet.
        await endPostmaster(next.pid, this.server.layout.data, this.patience);
        return undefined;
      }
      pause = Math.min(Math.max(2 * pause, 100), longestPause);
      this.running = running = next;
      this.server.log.info(`PostgreSQL runs again (pid ${running.pid})`);
    }
  }

  /** @returns undefined when it is stopped meanwhile, the error when it gave up */
  private async again(firstPause: number): Promise<Running | PostgresError | undefined> {
    const { signal } = this.stopping;
    const end = performance.now() + this.patience.giveUp;
    for (let pause = firstPause; ; pause = Math.min(Math.max(2 * pause, 100), longestPause)) {
      try {
        await sleep(pause, undefined, { signal });
        return await launch(this.server, signal);
      } catch (error) {
        if (signal.aborted) {
          return undefined;
        }
        const failure =
          error instanceof PostgresError ? error : new PostgresError('START_FAILED', reason(error), { cause: error });
        if (performance.now() > end) {
          return failure;
        }
        this.server.log.warn(failure.message);
      }
    }
  }
}
