import { readdirSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process holds that a job must give back. */
export interface Footprint {
  threads: number;
  sockets: number;
  /** Open files by path; unlinked temporary files end with " (deleted)". */
  files: string[];
  /** Names in the temporary folder that belong to cliploop. */
  temporary: string[];
}

export function footprint(): Footprint {
  const open = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return []; // the listing's own descriptor
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
