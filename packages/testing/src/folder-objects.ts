import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Uploaded objects as plain files, instead of the object store. */
export class FolderObjects {
  constructor(readonly root: string) {}

  static async make(): Promise<FolderObjects> {
    return new FolderObjects(await mkdtemp(join(tmpdir(), 'cliploop-objects-')));
  }

  /** @param from a file, or bytes */
  async put(sessionKey: string, path: string, from: string | Buffer): Promise<void> {
    const file = join(this.root, sessionKey, path);
    await mkdir(dirname(file), { recursive: true });
    if (typeof from === 'string') await copyFile(from, file);
    else await writeFile(file, from);
  }

  async find(sessionKey: string, path: string): Promise<{ file: string; size: number; etag: string } | undefined> {
    const file = join(this.root, sessionKey, path);
    const found = await stat(file).catch(() => undefined);
    return found && { file, size: found.size, etag: `"${found.size}-${found.mtimeMs}"` };
  }

  async remove(sessionKey: string): Promise<void> {
    await rm(join(this.root, sessionKey), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}
