import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * When the process began, in the kernel's own count: together with the pid it names one process for good, which the pid
 * alone, being given out again, does not. Undefined when there is none, or only a zombie. Where there is no /proc, all
 * that can be told is that some process has this pid.
 */
export function startTime(pid: number): string | undefined {
  if (process.platform !== 'linux') {
    return hasPid(pid) ? 'unknown' : undefined;
  }
  return statFields(pid)?.[19];
}

/** Fields of /proc/PID/stat from the third, `state`, on; the second is in parentheses and may hold anything. */
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

/** Changes with every boot of the machine; pids and start times may repeat then. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
  } catch {
    return 'unknown';
  }
}

/**
 * Whether this process works in that folder, as all processes of a PostgreSQL do in their data directory. No other has the
 * pid by chance then, so it may be signalled.
 */
export function worksIn(pid: number, folder: string): boolean {
  if (process.platform !== 'linux') {
    return hasPid(pid);
  }
  return sameFolder(pid, stats(folder));
}

function sameFolder(pid: number | string, folder: Stats | undefined): boolean {
  const cwd = stats(`/proc/${pid}/cwd/.`);
  return cwd !== undefined && folder !== undefined && cwd.ino === folder.ino && cwd.dev === folder.dev;
}

function stats(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Every process that works in the folder. */
export function processesIn(folder: string): number[] {
  const wanted = stats(folder);
  if (process.platform !== 'linux' || !wanted) {
    return [];
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && sameFolder(name, wanted))
    .map(Number);
}

/** The program's name as the kernel has it, at most 15 bytes; empty when the process is gone. */
export function programOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
  } catch {
    return '';
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It went first.
  }
}

/** Asks every `pause` ms; false when it was not so within `ms`. */
export async function within(ms: number, isSo: () => boolean, abort?: AbortSignal, pause = 10): Promise<boolean> {
  const end = performance.now() + ms;
  while (!isSo()) {
    if (performance.now() >= end) {
      return false;
    }
    await sleep(pause, undefined, { signal: abort });
  }
  return true;
}
