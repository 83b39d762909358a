import { readdirSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Resources of a process that a job must release. */
export interface Footprint {
  threads: number;
  sockets: number;
  /** Paths of open files; those of unlinked temporary files end with " (deleted)". */
  files: string[];
  /** Names of cliploop's files and folders in the temporary folder. */
  temporary: string[];
}

/** Returns the resources that this process holds now. */
export function footprint(): Footprint {
  const open = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return []; // the file descriptor of readdirSync itself
    }
  });
  return {
    threads: readdirSync('/proc/self/task').length,
    sockets: open.filter((name) => name.startsWith('socket:')).length,
    files: open
      .filter((name) => name.startsWith('/') && !name.startsWith('/proc/') && !name.startsWith('/dev/'))
      .sort(),
    temporary: readdirSync(tmpdir())
      .filter((name) => name.startsWith('cliploop') && !/^cliploop-(test|chromium)/.test(name))
      .sort(),
  };
}

/** Waits up to `withinMs` until the process holds no more than `before`. @returns what it still holds */
export async function leftOver(before: Footprint, withinMs: number): Promise<string[]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const over = compare(before, footprint());
    if (over.length === 0 || performance.now() > deadline) return over;
    await sleep(10);
  }
}

function compare(before: Footprint, now: Footprint): string[] {
  const over: string[] = [];
  if (now.threads > before.threads) over.push(`${now.threads - before.threads} threads`);
  if (now.sockets > before.sockets) over.push(`${now.sockets - before.sockets} sockets`);
  const held = [...before.files];
  for (const file of now.files) {
    const at = held.indexOf(file);
    if (at >= 0) held.splice(at, 1);
    else over.push(`file ${file}`);
  }
  return [
    ...over,
    ...now.temporary.filter((name) => !before.temporary.includes(name)).map((name) => `temporary ${name}`),
  ];
}
