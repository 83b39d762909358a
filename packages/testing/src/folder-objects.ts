import { copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Objects as plain files, put there by hand. */
export class FolderObjects {
  private constructor(private readonly root: string) {}

  static async make(): Promise<FolderObjects> {
    return new FolderObjects(await mkdtemp(join(tmpdir(), 'cliploop-objects-')));
  }

  /** @param path as clients are told, with a slash at its beginning */
  async put(sessionKey: string, path: string, from: string): Promise<void> {
    const file = join(this.root, sessionKey, path);
    await mkdir(dirname(file), { recursive: true });
    await copyFile(from, file);
  }

  async find(sessionKey: string, path: string): Promise<{ file: string; size: number; etag: string } | undefined> {
    const file = join(this.root, sessionKey, path);
    const found = await stat(file).catch(() => undefined);
    return found && { file, size: found.size, etag: '' };
  }

  async remove(sessionKey: string): Promise<void> {
    await rm(join(this.root, sessionKey), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}
