import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheRoot } from './paths.ts';

const LOCK_STALE_MS = 5 * 60_000;

/**
 * The path of a file or folder that `make` creates once, named by a hash of `key`. Test files that need it at the same time
 * wait for the first one; unfinished results are never visible.
 */
export async function cached(name: string, key: unknown, make: (path: string) => Promise<void>): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16);
  const dot = name.lastIndexOf('.');
  const file = dot > 0 ? `${name.slice(0, dot)}-${hash}${name.slice(dot)}` : `${name}-${hash}`;
  const path = join(cacheRoot, file);
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  return withLock(`${path}.lock`, async () => {
    if (existsSync(path)) return path;
    const draft = join(dirname(path), `draft-${process.pid}-${hash}${dot > 0 ? name.slice(dot) : ''}`);
    rmSync(draft, { recursive: true, force: true });
    try {
      await make(draft);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      throw error;
    }
    renameSync(draft, path);
    return path;
  });
}

async function withLock<T>(lock: string, task: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const age = statSync(lock, { throwIfNoEntry: false });
      if (age && Date.now() - age.mtimeMs > LOCK_STALE_MS) rmSync(lock, { recursive: true, force: true });
      await sleep(50);
    }
  }
  try {
    return await task();
  } finally {
    rmdirSync(lock);
  }
}
