import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errno, PostgresError } from './errors.js';
import type { Layout } from './layout.js';
import type { Log } from './server.js';

const MIB = 1024 * 1024;

/**
 * Size of the reserve file: PostgreSQL needs a few WAL segments of 4 MB and some pages to recover, to write a checkpoint and to
 * delete. On a small disk it is smaller.
 */
export function reserveSize(folder: string): number {
  const { blocks, bsize } = statfsSync(folder);
  return Math.round(Math.min(Math.max((blocks * bsize) / 10, 8 * MIB), 24 * MIB) / MIB) * MIB;
}

/** On a disk below 4 GiB, settings that keep the WAL small: a checkpoint after a sixteenth of the disk, at least 32 MB. */
export function walArguments(folder: string): string[] {
  const { blocks, bsize } = statfsSync(folder);
  const size = Math.max(32, Math.floor((blocks * bsize) / 16 / MIB));
  return size >= 256 ? [] : ['-c', `max_wal_size=${size}MB`, '-c', 'min_wal_size=32MB'];
}

/** Bytes that this user may write; Infinity when the folder cannot be measured. */
export function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/**
 * Deletes the reserve file when the disk is full, so that PostgreSQL can start.
 * @returns whether it deleted the file
 */
export function releaseReserve({ folder, reserve }: Pick<Layout, 'folder' | 'reserve'>, force = false): boolean {
  if (!force && freeBytes(folder) >= reserveSize(folder)) {
    return false;
  }
  if (statSync(reserve, { throwIfNoEntry: false }) === undefined) {
    return false;
  }
  rmSync(reserve, { force: true });
  return true;
}

/** For the log, after `releaseReserve`. */
export function usingReserve({ folder }: Pick<Layout, 'folder'>): string {
  return `The disk of ${folder} is full; using the reserve file to start PostgreSQL`;
}

/**
 * Makes the reserve file if it is missing and at least as much stays free. Its bytes are random, because a file system may
 * compress them or leave out zeros.
 */
export async function makeReserve({ root, reserve }: Pick<Layout, 'root' | 'reserve'>): Promise<void> {
  const next = `${reserve}.new`;
  try {
    const wanted = reserveSize(root);
    if (statSync(reserve, { throwIfNoEntry: false }) || freeBytes(root) < 2 * wanted) {
      return;
    }
    const file = await open(next, 'w', 0o600);
    try {
      const chunk = randomBytes(MIB);
      for (let size = 0; size < wanted; size += chunk.length) {
        // Different in each chunk, because a file system may find equal ones.
        chunk.writeUInt32LE(size, 0);
        await file.write(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    renameSync(next, reserve);
  } catch {
    // Tried again later.
    rmSync(next, { force: true });
  }
}

/** Whether an error, or the output of PostgreSQL, says that there is no space. */
export function saysFull(error: unknown): boolean {
  return (
    errno(error) === 'ENOSPC' ||
    errno(error) === 'EDQUOT' ||
    /No space left on device|Disk quota exceeded|\b(ENOSPC|EDQUOT)\b/i.test(String(error))
  );
}

/** Repeats a step without the reserve file when there is no space for it. */
export async function withSpace<T>(
  layout: Pick<Layout, 'folder' | 'reserve'>,
  log: Log,
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!saysFull(error) || !releaseReserve(layout, true)) {
      throw error;
    }
    log.warn(usingReserve(layout));
    return step();
  }
}

/** Space of a new cluster. */
const CLUSTER_SIZE = 64 * MIB;

export function diskFull({ folder, data }: Pick<Layout, 'folder' | 'data'>, cause?: unknown): PostgresError {
  const existing = nearestExisting(folder);
  const wanted = 2 * reserveSize(existing) + (existsSync(data) ? 0 : CLUSTER_SIZE);
  const { files, ffree } = statfsSync(existing);
  const free = freeBytes(existing);
  const lacksInodes = files > 0 && free > wanted;
  return new PostgresError(
    'DISK_FULL',
    `The disk of ${folder} is full (${inMib(free)} MiB free${lacksInodes ? `, ${ffree} inodes free` : ''}), and PostgreSQL cannot start. ` +
      `Free at least ${inMib(wanted)} MiB${lacksInodes ? ' and 2000 inodes' : ''}: delete files that do not belong to the service, or ` +
      'enlarge the disk. Do not delete files in the folder postgres.',
    { cause },
  );
}

function inMib(bytes: number): number {
  return Math.round(bytes / MIB);
}

/** A full disk may have no space for the folder itself. */
function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}
