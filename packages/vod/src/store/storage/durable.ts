import { access, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Flushes the bytes of a file, or the names in a folder, to the disk. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Flushes a folder and its parents up to `root` to the disk, because each of them may be new. */
export async function syncFolders(folder: string, root: string): Promise<void> {
  const folders = [folder];
  for (let at = folder; at !== root; folders.push(at)) at = dirname(at);
  // Concurrent flushes share one flush of the disk.
  await Promise.all(folders.map(syncFolder));
}

async function syncFolder(folder: string): Promise<void> {
  try {
    await syncFile(folder);
  } catch (error) {
    // The folder was removed with its last object.
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

/** Returns whether a rename failed because the target folder is missing, not the file. */
export async function isFolderMissing(error: unknown, file: string, folder: string): Promise<boolean> {
  if (!isCode(error, 'ENOENT')) return false;
  return (await isPresent(file)) && !(await isPresent(folder));
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function isPresent(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
