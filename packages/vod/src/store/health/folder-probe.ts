import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

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
    await mkdir(folder, { recursive: true, mode: 0o700 });
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

/** Deletes the files of killed processes. */
export async function removeProbes(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (name.startsWith(PREFIX)) await rm(join(folder, name), { force: true }).catch(() => {});
}
