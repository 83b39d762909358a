import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hasCwd, processesWithCwd, processName, signal, startTime, waitUntil } from './processes.js';

/** The main process of a PostgreSQL server, from its postmaster.pid. */
export interface Postmaster {
  readonly pid: number;
  readonly status: 'starting' | 'ready' | 'stopping';
}

/** @returns undefined when none is running, even if a killed one left its file */
export function readPostmaster(data: string): Postmaster | undefined {
  const lines = text(pidFile(data)).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !hasCwd(pid, data)) {
    return undefined;
  }
  const status = lines[7]?.trim();
  return { pid, status: status === 'ready' || status === 'stopping' ? status : 'starting' };
}

function pidFile(data: string): string {
  return join(data, 'postmaster.pid');
}

/**
 * Removes lock files of dead servers whose pid another process has now: PostgreSQL would not start until that process ends.
 * This happens after the restart of a container, where the same small pids are used again.
 * @param socketLock lock file of the socket, with the same pid
 */
export function removeStaleLocks(data: string, socketLock: string): void {
  for (const file of [pidFile(data), socketLock]) {
    const pid = Math.abs(Number.parseInt(text(file), 10));
    if (pid > 1 && startTime(pid) !== undefined && !hasCwd(pid, data)) {
      rmSync(file, { force: true });
    }
  }
}

/** How often a PostgreSQL reads its postmaster.pid; it ends when the file is missing. ms */
const RECHECK_MS = 60_000;

/**
 * Ends a PostgreSQL that may still run on another machine, which no signal reaches.
 * @param wait longer than PostgreSQL needs to notice that its file is missing, ms
 */
export async function endElsewhere(data: string, wait = RECHECK_MS + 10_000): Promise<void> {
  if (text(pidFile(data)) === '') {
    return;
  }
  rmSync(pidFile(data), { force: true });
  await waitUntil(wait, () => false, undefined, 200);
}

/** Whether the running server was started with these arguments. */
export function startedWith(data: string, serverArguments: readonly string[]): boolean {
  const expected = serverArguments.map((argument) => ` "${argument}"`).join('');
  return text(join(data, 'postmaster.opts')).trimEnd().endsWith(expected);
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Time limits in milliseconds. */
export interface Timeouts {
  /** For a fast shutdown (SIGINT), which ends the sessions and writes a checkpoint. */
  readonly fast: number;
  /** For an immediate shutdown (SIGQUIT) without a checkpoint; the next start recovers from the WAL. */
  readonly immediate: number;
  /** Time limit for the exit after SIGKILL. */
  readonly killed: number;
  /** For restarts after a crash, until the supervisor gives up. */
  readonly giveUp: number;
}

export const defaultTimeouts: Timeouts = { fast: 10_000, immediate: 8_000, killed: 5_000, giveUp: 60_000 };

/** Stops a server: fast, then immediately, then by SIGKILL. No committed transaction is lost in any of the three. */
export async function endPostmaster(pid: number, data: string, timeouts = defaultTimeouts): Promise<void> {
  const steps = [
    ['SIGINT', timeouts.fast],
    ['SIGQUIT', timeouts.immediate],
    ['SIGKILL', timeouts.killed],
  ] as const;
  for (const [name, ms] of steps) {
    if (!hasCwd(pid, data)) {
      break;
    }
    signal(pid, name);
    await waitUntil(ms, () => !hasCwd(pid, data));
  }
  await endOrphans(data);
}

/**
 * Ends the processes of a postmaster that was killed. They exit without a signal, but only after a running query, and no new postmaster
 * can start before. A postmaster that is just starting looks the same until it has written its file; it is left alone.
 * @param grace time for the processes to exit without a signal, in milliseconds
 */
export async function endOrphans(data: string, grace = 2_000): Promise<void> {
  const all = () => processesWithCwd(data).filter((pid) => processName(pid) === 'postgres');
  // Processes that appear later belong to a server that was started meanwhile.
  const first = new Set(all());
  const orphans = () => all().filter((pid) => first.has(pid));
  const gone = () => orphans().length === 0 || readPostmaster(data) !== undefined;
  // A search through all processes takes some milliseconds.
  const isGone = (ms: number) => waitUntil(ms, gone, undefined, 50);
  if (await isGone(grace)) {
    return;
  }
  // A killed process ends only after its pending writes, which take seconds on a busy disk.
  for (const [name, ms] of [
    ['SIGQUIT', 1_000],
    ['SIGKILL', 10_000],
  ] as const) {
    for (const pid of orphans()) {
      signal(pid, name);
    }
    if (await isGone(ms)) {
      return;
    }
  }
}
