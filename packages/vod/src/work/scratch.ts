import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder that nobody kept fresh for so long belonged to a process that was killed; ms. */
const OLD = 2 * 86_400_000;

/** Where this process makes its files; others may have theirs beside it. */
export class Scratch {
  private constructor(
    private readonly works: string,
    /** Of this process alone. */
    readonly folder: string,
  ) {}

  /** @param works folder on the file system of the media, so that a finished file only has to be renamed */
  static async make(works: string): Promise<Scratch> {
    const folder = join(works, randomUUID());
    await mkdir(folder, { recursive: true });
    return new Scratch(works, folder);
  }

  /** Keeps its own folder, and removes what processes that were killed left. To be called now and then. */
  async tidy(): Promise<void> {
    const now = new Date();
    // Should it be gone: this process may have slept for days.
    await mkdir(this.folder, { recursive: true });
    await utimes(this.folder, now, now);
    for (const name of await readdir(this.works)) {
      const folder = join(this.works, name);
      const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > OLD) await rm(folder, { recursive: true, force: true });
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
