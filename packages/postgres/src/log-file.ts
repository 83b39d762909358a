import { closeSync, constants, copyFileSync, fstatSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import type { Layout } from './layout.js';

/** One earlier file is kept, so that the logs take at most about twice this. */
export const maxLogBytes = 4 * 1024 * 1024;

const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;

/**
 * A file and not a pipe: PostgreSQL may outlive the service, and then still has somewhere to write.
 * @returns the file to hand down, and where it ends now; the caller closes it
 */
export function openLog(layout: Layout): { file: number; end: number } {
  boundLog(layout);
  const file = openSync(layout.log, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  return { file, end: fstatSync(file).size };
}

/** PostgreSQL holds the file open, so it is emptied in place; writers that append go on at its start. */
export function boundLog(layout: Layout, most = maxLogBytes): void {
  if (sizeOf(layout.log) <= most) {
    return;
  }
  try {
    copyFileSync(layout.log, `${layout.log}.1`);
  } catch {
    // On a full disk the earlier lines are given up.
  }
  try {
    truncateSync(layout.log);
  } catch {
    // Next time.
  }
}

/** The last lines since `from`, in bytes; nothing when the file cannot be read. */
export function lastLines(layout: Layout, from = 0, count = 8): string {
  const size = sizeOf(layout.log);
  const start = Math.max(from <= size ? from : 0, size - 8192);
  const bytes = Buffer.alloc(Math.max(size - start, 0));
  try {
    const file = openSync(layout.log, 'r');
    try {
      const length = readSync(file, bytes, 0, bytes.length, start);
      return bytes.toString('utf8', 0, length).trimEnd().split('\n').slice(-count).join('\n');
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
