import { copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { UploadedObject, UploadedObjects } from '../../cos/objects.js';

/** Objects as plain files, put there by hand. */
export class FolderObjects implements UploadedObjects {
  constructor(readonly root: string) {}

  /** @param from the file, or its bytes */
  async put(sessionKey: string, path: string, from: string | Buffer): Promise<void> {
    const file = this.fileOf(sessionKey, path);
    await mkdir(dirname(file), { recursive: true });
    if (typeof from === 'string') await copyFile(from, file);
    else await writeFile(file, from);
  }

  async find(sessionKey: string, path: string): Promise<UploadedObject | undefined> {
    const file = this.fileOf(sessionKey, path);
    const found = await stat(file).catch(() => undefined);
    return found && { file, size: found.size, etag: '' };
  }

  async remove(sessionKey: string): Promise<void> {
    await rm(join(this.root, sessionKey), { recursive: true, force: true });
  }

  private fileOf(sessionKey: string, path: string): string {
    return join(this.root, sessionKey, ...path.split('/'));
  }
}
