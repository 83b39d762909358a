import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Conditions } from './conditions.js';
import { faultMessages, faultOf } from './faults.js';
import { existing, type Measured, measure, nearestExisting, sizeText } from './measure.js';

/** Thrown to a writer when the reserve would not stay free. */
export class NoSpace extends Error {
  override readonly name = 'NoSpace';
  readonly code = 'ENOSPC';
  /** For faultOf. */
  readonly syscall = 'write';
}

export interface DiskSpaceOptions {
  /** Existing folders that the service writes to. They may be on several file systems. */
  readonly folders: readonly string[];
  /** Bytes that stay free on each file system. Default: see `defaultReserve`. */
  readonly reserve?: number | undefined;
  readonly conditions: Conditions;
  /** Writes a small file and deletes it; throws when that fails. Called while a fault was observed. */
  readonly probe: () => Promise<void>;
  /** For tests. */
  readonly statfs?: ((path: string) => Promise<StatsFs>) | undefined;
  /** Pause between two measurements, ms. Default 1000. */
  readonly pauseMs?: number;
  /** How long a fault that a writer observed counts, although a small file can be written: a quota may have little left. Default 10 s. */
  readonly observedMs?: number;
}

/** Space that a writer is using up. */
export interface Hold {
  /** Counts written bytes. @throws NoSpace when the reserve is reached */
  wrote(bytes: number): void;
  release(): void;
}

/** Most bytes that one writer keeps others from using, so that an announced size alone cannot block them. */
const WINDOW = 32 * 1024 * 1024;

/** How long a fault that a writer observed counts although a small file can be written: a quota may have little left, ms. */
const OBSERVED_MS = 10_000;

const CONDITION = 'disk full';

/**
 * Keeps a reserve of free space, which the database needs to work and to delete. Every writer asks before it writes. The free
 * space is measured once a second; between two measurements, what writers report is subtracted.
 */
export class DiskSpace {
  private measured: Measured;
  private written = 0;
  private readonly held = new Set<{ remaining: number }>();
  private observedUntil = 0;
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;

  private constructor(
    private readonly options: DiskSpaceOptions,
    first: Measured,
  ) {
    this.measured = first;
    this.update(first);
    this.running = this.run();
  }

  static async open(options: DiskSpaceOptions): Promise<DiskSpace> {
    return new DiskSpace(options, await measure(options.folders, options.reserve, options.statfs ?? statfs));
  }

  /** Whether writers are refused. */
  get full(): boolean {
    return this.options.conditions.has(CONDITION);
  }

  /** Of the file system with the least space above its reserve, bytes. */
  get free(): number {
    return this.measured.free;
  }

  get reserve(): number {
    return this.measured.reserve;
  }

  /** Whether half of the reserve is used up, so that running work should end. */
  get critical(): boolean {
    return this.full && this.measured.free < this.measured.reserve / 2;
  }

  /** Refuses a writer of `bytes`. @throws NoSpace */
  check(bytes = 0): void {
    if (this.full) throw new NoSpace(faultMessages['disk full']);
    if (this.available() < bytes) throw new NoSpace(`${faultMessages['disk full']}: ${sizeText(bytes)} do not fit`);
  }

  /** Begins a write. @param bytes announced size; 0: unknown @throws NoSpace */
  hold(bytes = 0): Hold {
    this.check(bytes);
    const held = { remaining: bytes };
    if (bytes > 0) this.held.add(held);
    let since = 0;
    return {
      wrote: (size) => {
        this.written += size;
        held.remaining = Math.max(0, held.remaining - size);
        since += size;
        if (since < 2 ** 20) return;
        since = 0;
        if (this.full || this.available() < 0) throw new NoSpace(faultMessages['disk full']);
      },
      release: () => this.held.delete(held),
    };
  }

  /** Refuses writers for a while when this error shows that there is no space, although it is measured: a quota. */
  observe(error: unknown): void {
    if (faultOf(error) !== 'disk full' || error instanceof NoSpace) return;
    this.observedUntil = performance.now() + (this.options.observedMs ?? OBSERVED_MS);
    this.update(this.measured);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private available(): number {
    const ahead = [...this.held].reduce((sum, { remaining }) => sum + Math.min(remaining, WINDOW), 0);
    return this.measured.free - this.measured.reserve - this.written - ahead;
  }

  private async run(): Promise<void> {
    const { folders, reserve, probe, pauseMs = 1_000 } = this.options;
    const { signal } = this.stopping;
    while (await delay(pauseMs, true, { signal, ref: false }).catch(() => false)) {
      try {
        const now = await measure(folders, reserve, this.options.statfs ?? statfs);
        this.written = 0;
        if (this.observedUntil > 0 && performance.now() > this.observedUntil) {
          await probe().then(
            () => (this.observedUntil = 0),
            (error) => this.observe(error),
          );
        }
        this.update(now);
      } catch {
        // The folder is not reachable. The next measurement tries again; writers get their own errors.
      }
    }
  }

  private update(measured: Measured): void {
    this.measured = measured;
    const { conditions } = this.options;
    const { free, reserve, files, reservedFiles, folder } = measured;
    // More must be free to end than to begin, so that the condition does not change with every file.
    const factor = this.full ? 1.1 : 1;
    const what =
      free < reserve * factor
        ? `${sizeText(free)} free of the ${sizeText(reserve)} that --reserve keeps`
        : files < reservedFiles * factor
          ? `only ${files} inodes free`
          : this.observedUntil > 0
            ? 'no space left for this user, probably by a quota'
            : undefined;
    if (what === undefined) {
      conditions.end(CONDITION, `the disk of ${folder} has space again (${sizeText(free)} free)`);
      return;
    }
    conditions.begin(
      CONDITION,
      `The disk of ${folder} is full: ${what}. Uploads and changes are refused and tasks wait; reads and deletions work. ` +
        'Delete media or other files, or enlarge the disk.',
    );
  }
}

/** For programs without a running service. @throws NoSpace when `bytes` do not fit above the reserve */
export async function checkDiskSpace(
  folders: readonly string[],
  reserve: number | undefined,
  bytes: number,
): Promise<void> {
  const found = await existing(folders);
  // A data folder that does not exist yet is on the disk of the folder around it.
  if (found.length === 0) found.push(await nearestExisting(folders[0] ?? '.'));
  const { free, reserve: kept, folder } = await measure(found, reserve, statfs);
  if (free - bytes >= kept) return;
  throw new NoSpace(
    `The disk of ${folder} is full: ${sizeText(free)} are free, ${sizeText(bytes)} are needed, and --reserve keeps ` +
      `${sizeText(kept)} free. Delete media or other files, or enlarge the disk.`,
  );
}
