import { access, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Sees that the bytes of a file, or the names in a folder, are on the disk. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Sees that the names in a folder are on the disk, and those of its parents up to `root`: any may be new. */
export async function syncFolders(folder: string, root: string): Promise<void> {
  const folders = [folder];
  for (let at = folder; at !== root; folders.push(at)) at = dirname(at);
  // At the same time: one flush of the disk serves them all.
  await Promise.all(folders.map(syncFolder));
}

async function syncFolder(folder: string): Promise<void> {
  try {
    await syncFile(folder);
  } catch (error) {
    // A folder that somebody removed with its last object has nothing to keep.
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

/** Whether a rename failed because the folder that it leads into is gone, rather than the file itself. */
export async function folderLost(error: unknown, file: string, folder: string): Promise<boolean> {
  if (!isCode(error, 'ENOENT')) return false;
  return (await there(file)) && !(await there(folder));
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function there(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
