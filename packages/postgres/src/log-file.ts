import { closeSync, constants, copyFileSync, fstatSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import type { Layout } from './layout.js';

/** Size at which the log is emptied. One earlier log is kept. */
export const MAX_LOG_BYTES = 4 * 1024 * 1024;

const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;

/**
 * Opens the log for the output of PostgreSQL. It is a file, not a pipe, because PostgreSQL may run longer than the service.
 * @returns the file descriptor, which the caller closes, and the current size in bytes
 */
export function openLog(layout: Layout): { file: number; end: number } {
  limitLog(layout);
  const file = openSync(layout.log, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  return { file, end: fstatSync(file).size };
}

/** Empties a log that is too large. PostgreSQL keeps the file open, so that it is copied and truncated, not renamed. */
export function limitLog(layout: Layout, maxBytes = MAX_LOG_BYTES): void {
  if (sizeOf(layout.log) <= maxBytes) {
    return;
  }
  try {
    copyFileSync(layout.log, `${layout.log}.1`);
  } catch {
    // On a full disk the earlier lines are lost.
  }
  try {
    truncateSync(layout.log);
  } catch {
    // Tried again at the next check.
  }
}

/** The last lines after byte `from`; empty when the file cannot be read. */
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
