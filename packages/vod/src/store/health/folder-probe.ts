import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.js';

const PREFIX = '.probe-';
/** Enough for a quota with little left to fail. */
const SIZE = 64 * 1024;

/**
 * Writes a file in a folder and deletes it. It ends with an error when the folder is read-only, has no space or belongs to
 * another user.
 */
export async function probeFolder(folder: string): Promise<void> {
  const file = join(folder, `${PREFIX}${randomBytes(8).toString('hex')}`);
  try {
    await makeFolder(folder, 0o700);
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(Buffer.alloc(SIZE, 1));
    } finally {
      await handle.close();
    }
  } finally {
    await rm(file, { force: true }).catch(() => {});
  }
}

/**
 * Checks that the folders in a folder can be written. They may be mounted from elsewhere, or belong to another user.
 * @throws Error with the path of the folder
 */
export async function checkFoldersIn(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    // A folder may be deleted meanwhile.
    await access(join(folder, entry.name), constants.W_OK | constants.X_OK).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

/** Deletes the files of killed processes. */
export async function removeProbes(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (name.startsWith(PREFIX)) await rm(join(folder, name), { force: true }).catch(() => {});
}
