import { randomUUID } from 'node:crypto';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { faultOf } from '../store/health/faults.js';
import { makeFolder } from '../store/make-folder.js';

/** A folder that was not touched for this time belongs to a process that was killed. */
const MAX_IDLE_MS = 2 * 86_400_000;

/** The folder for unfinished files of this process. Other processes have folders beside it. */
export class Scratch {
  private constructor(
    private readonly parent: string,
    /** Used by this process only. */
    readonly folder: string,
  ) {}

  /** @param parent on the file system of the media, so that a finished file only has to be renamed */
  static of(parent: string): Scratch {
    return new Scratch(parent, join(parent, randomUUID()));
  }

  /** Creates the folder, too. */
  static async make(parent: string): Promise<Scratch> {
    const scratch = Scratch.of(parent);
    // On a full or read-only disk the service must start, too. Work that needs the folder calls `ensure` later.
    await scratch.ensure().catch((error: unknown) => {
      if (faultOf(error) === undefined) throw error;
    });
    return scratch;
  }

  /** Creates the folder unless it exists. @returns its path */
  async ensure(): Promise<string> {
    await makeFolder(this.folder);
    return this.folder;
  }

  /** Touches the folder, and deletes those of processes that were killed. To be called regularly. */
  async tidy(): Promise<void> {
    const now = new Date();
    // Another process deleted the folder if this one was suspended for days.
    await makeFolder(this.folder);
    await utimes(this.folder, now, now);
    for (const name of await readdir(this.parent)) {
      const folder = join(this.parent, name);
      const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > MAX_IDLE_MS) await rm(folder, { recursive: true, force: true });
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
