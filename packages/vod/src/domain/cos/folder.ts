import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Hold } from '../../store/health/disk-space.js';
import { makeFolder } from '../../store/make-folder.js';
import { isCode, syncFolders } from '../../store/storage/durable.js';

/** Where writers announce what they write. See DiskSpace. */
export interface Space {
  check(bytes?: number): void;
  hold(bytes?: number): Hold;
}

const unlimited: Space = { check: () => {}, hold: () => ({ wrote: () => {}, release: () => {} }) };

/**
 * Files of uploads: one folder for each session, with files of random names. The database knows what each file is; no name from a
 * client becomes part of a path.
 */
export class UploadFolder {
  readonly root: string;

  /** @param space default: unlimited */
  constructor(
    root: string,
    readonly space: Space = unlimited,
  ) {
    this.root = resolve(root);
  }

  /** Folder of a session. Throws TypeError for an invalid session key. */
  of(sessionKey: string): string {
    if (isSessionKey(sessionKey)) return join(this.root, sessionKey);
    throw new TypeError(`${JSON.stringify(sessionKey.slice(0, 80))} is not the key of an upload session`);
  }

  pathOf(sessionKey: string, file: string): string {
    return join(this.of(sessionKey), file);
  }

  /**
   * Creates a file of a session. When this returns, the content is on the disk, also after a power failure. When it throws, the file
   * is deleted.
   * @param bytes announced size; 0: unknown
   * @throws NoSpace
   */
  async create<T>(
    sessionKey: string,
    bytes: number,
    write: (handle: FileHandle, hold: Hold) => Promise<T>,
  ): Promise<{ file: string; result: T }> {
    const hold = this.space.hold(bytes);
    try {
      return await this.written(sessionKey, (handle) => write(handle, hold));
    } finally {
      hold.release();
    }
  }

  private async written<T>(
    sessionKey: string,
    write: (handle: FileHandle) => Promise<T>,
  ): Promise<{ file: string; result: T }> {
    const file = randomBytes(16).toString('hex');
    const path = this.pathOf(sessionKey, file);
    const handle = await opened(path);
    try {
      const result = await write(handle);
      await handle.sync();
      await syncFolders(dirname(path), dirname(this.root));
      return { file, result };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
  }

  /** Deletes files. Missing files are ignored. */
  async discard(sessionKey: string, files: readonly (string | undefined)[]): Promise<void> {
    for (const file of files) {
      if (file !== undefined) await rm(this.pathOf(sessionKey, file), { force: true });
    }
  }

  /** Keys of all sessions with a folder. */
  async sessions(): Promise<string[]> {
    return (await names(this.root)).filter(isSessionKey);
  }

  /** Names of the files of a session. */
  files(sessionKey: string): Promise<string[]> {
    return names(this.of(sessionKey));
  }

  /** Deletes the folder of a session. */
  async clear(sessionKey: string): Promise<void> {
    await rm(this.of(sessionKey), { recursive: true, force: true });
  }
}

function isSessionKey(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

async function opened(path: string): Promise<FileHandle> {
  // Housekeeping may delete the empty folder between the two calls.
  for (let tries = 1; ; tries++) {
    await makeFolder(dirname(path));
    try {
      return await open(path, 'wx');
    } catch (error) {
      if (tries === 5 || !isCode(error, 'ENOENT')) throw error;
    }
  }
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}
