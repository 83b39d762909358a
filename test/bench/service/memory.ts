import { readdir, readFile } from 'node:fs/promises';

/** One process: PSS in MB, and what it is. */
export interface Share {
  readonly pid: number;
  readonly name: string;
  readonly mb: number;
}

/** Proportional set sizes of a process and all that it started, and that these started. Linux. */
export async function shares(root: number): Promise<Share[]> {
  const parents = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent > 0) parents.set(Number(entry), parent);
  }
  const belongs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
      if (at === root) return true;
    return false;
  };
  const found: Share[] = [];
  for (const pid of parents.keys()) {
    if (!belongs(pid)) continue;
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const mb = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
    found.push({ pid, name: words.split('\0').join(' ').trim().slice(0, 80), mb });
  }
  return found;
}
