import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { processesIn, programOf, signal, startTime, within, worksIn } from './processes.js';

/** The parent of all processes of one PostgreSQL, as its postmaster.pid describes it. */
export interface Postmaster {
  readonly pid: number;
  readonly status: 'starting' | 'ready' | 'stopping';
}

/** @returns undefined when none runs; the file alone says nothing, it stays behind when the process is killed */
export function readPostmaster(data: string): Postmaster | undefined {
  const lines = text(pidFile(data)).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !worksIn(pid, data)) {
    return undefined;
  }
  const status = lines[7]?.trim();
  return { pid, status: status === 'ready' || status === 'stopping' ? status : 'starting' };
}

function pidFile(data: string): string {
  return join(data, 'postmaster.pid');
}

/**
 * PostgreSQL takes any process of its uid that has the pid in a lock file for its predecessor, and would not start until
 * that one ends. After a restart of a container the same small pids are given out again, so this happens.
 * @param socketLock names the same pid
 */
export function removeStaleLocks(data: string, socketLock: string): void {
  for (const file of [pidFile(data), socketLock]) {
    const pid = Math.abs(Number.parseInt(text(file), 10));
    if (pid > 1 && startTime(pid) !== undefined && !worksIn(pid, data)) {
      rmSync(file, { force: true });
    }
  }
}

/** Whether the server that runs was started like this. */
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

/** How long things may take, ms: first each of PostgreSQL's ways to stop. */
export interface Patience {
  /** Sessions are ended, and a checkpoint written. */
  readonly fast: number;
  /** No checkpoint: the next start recovers from the log. */
  readonly immediate: number;
  readonly killed: number;
  /** After this long without a successful start the service is told that there is no PostgreSQL. */
  readonly giveUp: number;
}

export const usualPatience: Patience = { fast: 10_000, immediate: 8_000, killed: 5_000, giveUp: 60_000 };

/** Nothing that was acknowledged is lost by any of the three. */
export async function endPostmaster(pid: number, data: string, patience = usualPatience): Promise<void> {
  const steps = [
    ['SIGINT', patience.fast],
    ['SIGQUIT', patience.immediate],
    ['SIGKILL', patience.killed],
  ] as const;
  for (const [name, ms] of steps) {
    if (!worksIn(pid, data)) {
      break;
    }
    signal(pid, name);
    await within(ms, () => !worksIn(pid, data));
  }
  await endOrphans(data);
}

/**
 * Processes of a postmaster that was killed. They notice and end by themselves, but one in the middle of a long query only
 * after it, and until then no new postmaster may start. A postmaster that has just been born looks the same until it has
 * written its file, and is left alone.
 */
export async function endOrphans(data: string, grace = 2_000): Promise<void> {
  const orphans = () => processesIn(data).filter((pid) => programOf(pid) === 'postgres');
  const gone = () => orphans().length === 0 || readPostmaster(data) !== undefined;
  // Looking through all processes takes some milliseconds.
  const isGone = (ms: number) => within(ms, gone, undefined, 50);
  if (await isGone(grace)) {
    return;
  }
  for (const name of ['SIGQUIT', 'SIGKILL'] as const) {
    for (const pid of orphans()) {
      signal(pid, name);
    }
    if (await isGone(1_000)) {
      return;
    }
  }
}
