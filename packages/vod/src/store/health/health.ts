import type { StatsFs } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Log } from '../log.js';
import { Conditions } from './conditions.js';
import { probeDatabase } from './database-probe.js';
import { DiskSpace } from './disk-space.js';
import { type Fault, faultOf } from './faults.js';
import { checkFoldersIn, probeFolder, removeProbes } from './folder-probe.js';
import { existing } from './measure.js';

export interface HealthOptions {
  /** Absolute path of the data folder. */
  readonly folder: string;
  readonly pool: Pool;
  /** Fails when the database cannot be used. The message of its error says what to do. */
  readonly ping: () => Promise<void>;
  /** Bytes to keep free. Default: see `defaultReserve`. */
  readonly reserve?: number | undefined;
  readonly log: Log;
  /** For tests. */
  readonly statfs?: ((path: string) => Promise<StatsFs>) | undefined;
}

/** Pause between two probes of the folder while it can be written, ms. */
const PAUSE_MS = 10_000;
/** Pause between two probes while a fault lasts, ms. */
const FAULT_PAUSE_MS = 1_000;
/** Pause between two probes while there are many errors, ms. */
const MIN_PAUSE_MS = 200;

const databaseFaults: Readonly<Partial<Record<Fault, string>>> = {
  'database full':
    'The disk of the database is full. Make space on the machine of PostgreSQL; the service continues by itself then.',
  'database read-only':
    'The database is read-only. If DATABASE_URL names a standby, set it to the primary server; else check ' +
    'default_transaction_read_only.',
};

/** Name of the condition while the database cannot be used at all. */
export const NO_DATABASE = 'no database';

/**
 * Notices faults of the machine and of the database: by the free space, by writing to the data folder from time to time, and by
 * the errors of requests and tasks. Ends each condition when its cause is gone.
 */
export class Health {
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;
  private wake = (): void => {};
  /** Whether an error came during a probe or after it. */
  private wanted = false;

  private constructor(
    private readonly options: HealthOptions,
    readonly conditions: Conditions,
    readonly space: DiskSpace,
  ) {
    this.running = this.run();
  }

  static async open(options: HealthOptions): Promise<Health> {
    const { folder, reserve, log, statfs } = options;
    const conditions = new Conditions(log);
    const media = join(folder, 'media');
    const space = await DiskSpace.open({
      folders: await existing([folder, media, join(folder, 'postgres', 'data')]),
      reserve,
      conditions,
      probe: () => probeFolder(media),
      statfs,
    });
    await removeProbes(media);
    return new Health(options, conditions, space);
  }

  /** Learns from the error of a request or a task. */
  observe(error: unknown): void {
    const fault = faultOf(error);
    // Perhaps the database cannot be used. Only a new connection shows that, because a full pool fails in the same way.
    if (fault === undefined) {
      this.probeSoon();
      return;
    }
    this.space.observe(error);
    const message = databaseFaults[fault];
    if (message !== undefined) this.conditions.begin(fault, message);
    else if (fault !== 'read-only folder') return;
    // A file that cannot be read is no proof that the folder cannot be written.
    this.probeSoon();
  }

  /** Finds out now whether the data folder has a fault. */
  async isFaulty(): Promise<boolean> {
    await this.probeFolder();
    return !this.works;
  }

  /** Whether tasks can write their results now. */
  get works(): boolean {
    return this.conditions.list().length === 0;
  }

  /** Waits until tasks can write their results. Resolves at once after `signal` is aborted. */
  async whenWorking(signal: AbortSignal): Promise<void> {
    while (!this.works && !signal.aborted && !this.stopping.signal.aborted) {
      await delay(200, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await Promise.all([this.running, this.space.stop()]);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.wanted = false;
      await Promise.all([this.probeFolder(), this.probeConnection()]);
      for (const fault of Object.keys(databaseFaults)) if (this.conditions.has(fault)) await this.probeDatabase(fault);
      await delay(MIN_PAUSE_MS, undefined, { signal, ref: false }).catch(() => {});
      const pause = this.works ? PAUSE_MS : FAULT_PAUSE_MS;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause).unref();
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (signal.aborted || this.wanted) this.wake();
      });
    }
  }

  private probeSoon(): void {
    this.wanted = true;
    this.wake();
  }

  private async probeFolder(): Promise<void> {
    const media = join(this.options.folder, 'media');
    try {
      await probeFolder(media);
      await checkFoldersIn(media);
      this.conditions.end('read-only folder', `the folder ${media} can be written again`);
    } catch (error) {
      this.space.observe(error);
      if (faultOf(error) !== 'read-only folder') return;
      const { code, path = media, syscall } = error as NodeJS.ErrnoException;
      const folder = syscall === 'access' ? path : media;
      const advice =
        code === 'EROFS'
          ? 'Its file system is mounted read-only; look for errors of the disk in the log of the system, and mount it for writing'
          : `Run "chown -R ${process.geteuid?.()} ${folder}" and "chmod -R u+rwX ${folder}"`;
      this.conditions.begin(
        'read-only folder',
        `The service cannot write to ${folder} (${code}). Uploads are refused and tasks wait; reads work. ${advice}.`,
      );
    }
  }

  private async probeConnection(): Promise<void> {
    try {
      await this.options.ping();
      this.conditions.end(NO_DATABASE, 'the database can be used again');
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      const { message } = error as Error;
      this.conditions.begin(
        NO_DATABASE,
        `The database cannot be used: ${message}. Requests fail and tasks wait; files can be read.`,
      );
    }
  }

  private async probeDatabase(fault: string): Promise<void> {
    try {
      await probeDatabase(this.options.pool);
      this.conditions.end(fault, 'the database can be written again');
    } catch {
      // Whatever it is, the condition lasts until a write succeeds.
    }
  }
}
