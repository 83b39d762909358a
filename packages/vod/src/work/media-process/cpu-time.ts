import { readFile } from 'node:fs/promises';

/** Unit of times in /proc, which is the same for all architectures of Linux that Node.js supports. */
const TICKS_PER_SECOND = 100;

/** CPU time of a process and of its threads so far, in seconds. 0: the process has ended. */
export async function cpuSeconds(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program, in brackets, may contain spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}
