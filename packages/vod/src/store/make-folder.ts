import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Creates a folder and those above it. With `recursive` alone, Node reports ENOENT when the file system is read-only, or has no space
 * or quota left.
 * @throws the error of the system
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode });
  } catch (error) {
    if (!isMissing(error)) throw error;
    await makeEach(path, mode);
  }
}

async function makeEach(path: string, mode?: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    if (!isMissing(error) || dirname(path) === path) throw error;
    await makeEach(dirname(path), mode);
    await mkdir(path, { recursive: true, mode });
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
