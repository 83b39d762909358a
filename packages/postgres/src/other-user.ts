import { spawnSync } from 'node:child_process';
import { type BigIntStats, statSync } from 'node:fs';

/**
 * Root in a container often has few capabilities. Without CAP_KILL it may not signal the PostgreSQL that it started as another
 * uid, and without CAP_SYS_PTRACE it cannot see the working directories of its processes. A process with that uid may do both.
 */
interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** User of a process; undefined when it has ended, or when another user cannot do more than this process. */
function userOf(pid: number): Ids | undefined {
  const stats = statSync(`/proc/${pid}`, { throwIfNoEntry: false });
  return stats && process.geteuid?.() === 0 && stats.uid !== 0 ? { uid: stats.uid, gid: stats.gid } : undefined;
}

function shell(user: Ids, script: string, args: readonly string[]): string {
  const options = { ...user, cwd: '/', encoding: 'utf8' } as const;
  return spawnSync('/bin/sh', ['-c', script, 'sh', ...args], options).stdout ?? '';
}

/** Sends a signal as the user of the process. @param pid negative for a process group */
export function signalAsItsUser(pid: number, name: NodeJS.Signals): void {
  const user = userOf(Math.abs(pid));
  if (user) {
    shell(user, 'kill -s "$1" -- "$2"', [name.replace(/^SIG/, ''), String(pid)]);
  }
}

/** Those of the processes whose working directory is this folder, which belongs to their user. */
export function hiddenWithCwd(pids: readonly number[], folder: BigIntStats): number[] {
  const candidates = pids.filter((pid) => userOf(pid)?.uid === Number(folder.uid));
  const user = candidates[0] === undefined ? undefined : userOf(candidates[0]);
  if (!user) {
    return [];
  }
  const paths = candidates.map((pid) => `/proc/${pid}/cwd/.`);
  return shell(user, 'stat -L -c "%n %d:%i" -- "$@"', paths)
    .split('\n')
    .filter((line) => line.endsWith(` ${folder.dev}:${folder.ino}`))
    .map((line) => Number(/\d+/.exec(line)?.[0]));
}
