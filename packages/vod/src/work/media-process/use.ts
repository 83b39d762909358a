import { readFile } from 'node:fs/promises';
import { cpuSeconds } from './cpu-time.js';

/** What a process uses. All are 0 when it has ended. */
export interface Use {
  /** Resident memory, bytes. */
  readonly resident: number;
  readonly threads: number;
  /** CPU time so far, seconds. */
  readonly cpu: number;
}

export async function useOf(pid: number | undefined): Promise<Use> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const value = (pattern: RegExp): number => Number(pattern.exec(status)?.[1] ?? 0);
  return {
    resident: value(/^VmRSS:\s+(\d+) kB/m) * 1024,
    threads: value(/^Threads:\s+(\d+)/m),
    cpu: await cpuSeconds(pid),
  };
}
