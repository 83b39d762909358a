import { type BigIntStats, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { hiddenWithCwd, signalAsItsUser } from './other-user.js';

/**
 * Start time of a process, in ticks of the kernel. With the pid it identifies a process, because pids are used again.
 * Returns undefined for no process and for a zombie. Without /proc it only shows that some process has this pid.
 */
export function startTime(pid: number): string | undefined {
  if (process.platform !== 'linux') {
    return hasPid(pid) ? 'unknown' : undefined;
  }
  return statFields(pid)?.[19];
}

/** Fields of /proc/PID/stat from the third (`state`). The second, in parentheses, may contain spaces and parentheses. */
function statFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields;
  } catch {
    return undefined;
  }
}

function hasPid(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Identifies a boot of the machine. After another boot, pids and start times may repeat. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
  } catch {
    return 'unknown';
  }
}

/** Identifies the processes that this one can see: those of another container or machine have other namespaces. */
export function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

/**
 * Whether the working directory of a process is this folder, as it is for all processes of PostgreSQL and their data
 * directory. A pid that another process has now does not pass, so that the process may be signaled.
 */
export function hasCwd(pid: number, folder: string): boolean {
  return process.platform === 'linux' ? withCwd([pid], folder).length > 0 : hasPid(pid);
}

/** All processes whose working directory is this folder. */
export function processesWithCwd(folder: string): number[] {
  if (process.platform !== 'linux') {
    return [];
  }
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return withCwd(all.map(Number), folder);
}

function withCwd(pids: readonly number[], folder: string): number[] {
  const wanted = stats(folder);
  if (!wanted || wanted === 'hidden') {
    return [];
  }
  const hidden: number[] = [];
  const found = pids.filter((pid) => {
    const cwd = stats(`/proc/${pid}/cwd/.`);
    if (cwd === 'hidden') {
      hidden.push(pid);
      return false;
    }
    return cwd?.ino === wanted.ino && cwd.dev === wanted.dev;
  });
  return hidden.length === 0 ? found : [...found, ...hiddenIn(hidden, wanted)];
}

/** Start times of processes and their folders. PostgreSQL does not leave its folder, and asking takes some milliseconds. */
const known = new Map<number, string>();

function hiddenIn(pids: readonly number[], folder: BigIntStats): number[] {
  const key = (pid: number) => `${startTime(pid)} ${folder.dev}:${folder.ino}`;
  const found = pids.filter((pid) => known.get(pid) === key(pid));
  for (const pid of hiddenWithCwd(
    pids.filter((pid) => !found.includes(pid)),
    folder,
  )) {
    known.set(pid, key(pid));
    found.push(pid);
  }
  return found;
}

/** @returns `hidden` when this process may not know */
function stats(path: string): BigIntStats | 'hidden' | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'hidden' : undefined;
  }
}

/** Name of the program, at most 15 bytes; empty when the process has ended. */
export function processName(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
  } catch {
    return '';
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') {
      signalAsItsUser(pid, name);
    }
    // Otherwise the process has already ended.
  }
}

/** Waits for a condition, which it checks every `pause` ms. Returns false after `ms`. */
export async function waitUntil(
  ms: number,
  condition: () => boolean,
  abort?: AbortSignal,
  pause = 10,
): Promise<boolean> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() >= end) {
      return false;
    }
    await sleep(pause, undefined, { signal: abort });
  }
  return true;
}
