import { readdirSync, readFileSync } from 'node:fs';

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

/** The parent and the state of every process: `S`, `R`, `Z` for a zombie. */
function table(): { pid: number; parent: number; state: string }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const [, state, parent] = /\) (\S) (\d+) /.exec(read(`/proc/${pid}/stat`)) ?? [];
    return state === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), state }];
  });
}

/** The descendants of a process. */
export function descendants(pid: number): { pid: number; state: string }[] {
  const all = table();
  const below = (parent: number): { pid: number; state: string }[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return below(pid);
}

/** Resident memory, bytes. */
export const residentOf = (pid: number): number =>
  Number(/VmRSS:\s*(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;

export function descriptorsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}
