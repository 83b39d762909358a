import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import {
  copyFile,
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { folderLost, isCode, syncFile, syncFolders } from './durable.js';
import { checkKey } from './key.js';
import type { AdoptOptions, ByteRange, ObjectInfo, OpenedObject, Storage } from './storage.js';

/** Half copies wait here; no key can name it, because segments never begin with a dot. */
const INCOMING = '.incoming';

/** What file systems without links say, and those whose file has as many as it may. */
const noLink = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'];

/** Objects as files of one folder, under the path that their key is. */
export class LocalStorage implements Storage {
  readonly root: string;

  /** @param root made when the first object comes */
  constructor(root: string) {
    this.root = resolve(root);
  }

  async adopt(key: string, file: string, { keep = false }: AdoptOptions = {}): Promise<void> {
    const target = this.pathOf(key);
    if (keep !== true) {
      await syncFile(file);
      if (await this.named(file, target, keep === 'shared' ? link : rename)) return;
    }
    const copy = join(this.root, INCOMING, randomUUID());
    try {
      await mkdir(dirname(copy), { recursive: true });
      // A clone where the file system can, so that nothing is written twice.
      await copyFile(file, copy, constants.COPYFILE_FICLONE);
      await syncFile(copy);
      await this.place(copy, target);
    } catch (error) {
      await rm(copy, { force: true });
      throw error;
    }
    if (!keep) await rm(file, { force: true });
  }

  async stat(key: string): Promise<ObjectInfo | undefined> {
    const stats = await absent(stat(this.pathOf(key)));
    return stats?.isFile() ? infoOf(stats) : undefined;
  }

  async open(key: string, range?: ByteRange): Promise<OpenedObject | undefined> {
    const handle = await absent(open(this.pathOf(key)));
    if (!handle) return undefined;
    try {
      // Of the opened file itself: what the name stands for may change meanwhile.
      const stats = await handle.stat();
      if (stats.isFile()) return { ...infoOf(stats), stream: streamOf(handle, range) };
    } catch (error) {
      await handle.close();
      throw error;
    }
    await handle.close();
    return undefined;
  }

  async localPath(key: string): Promise<string> {
    return this.pathOf(key);
  }

  async remove(key: string): Promise<void> {
    const path = this.pathOf(key);
    await absent(unlink(path));
    // Folders that are empty now; the first that is not ends it.
    for (let folder = dirname(path); folder !== this.root; folder = dirname(folder)) {
      try {
        await rmdir(folder);
      } catch {
        return;
      }
    }
  }

  async exists(key: string): Promise<boolean> {
    return (await this.stat(key)) !== undefined;
  }

  async tidy(age: number): Promise<void> {
    const folder = join(this.root, INCOMING);
    for (const name of (await absent(readdir(folder))) ?? []) {
      const path = join(folder, name);
      const stats = await absent(stat(path));
      if (stats && stats.ctimeMs <= Date.now() - age) await rm(path, { force: true });
    }
  }

  private pathOf(key: string): string {
    return join(this.root, ...checkKey(key).split('/'));
  }

  /** @returns false when the file cannot be had under another name: on another file system, or where links are unknown */
  private async named(file: string, target: string, how: typeof rename): Promise<boolean> {
    try {
      await this.place(file, target, how);
      return true;
    } catch (error) {
      if (['EXDEV', ...(how === link ? noLink : [])].some((code) => isCode(error, code))) return false;
      throw error;
    }
  }

  private async place(file: string, target: string, how = rename): Promise<void> {
    // `remove` of a neighbour may take a folder away between the two, so it is made again.
    for (let tries = 1; ; tries++) {
      await mkdir(dirname(target), { recursive: true });
      try {
        await how(file, target);
        break;
      } catch (error) {
        if (tries === 5 || !(await folderLost(error, file, dirname(target)))) throw error;
      }
    }
    await syncFolders(dirname(target), this.root);
  }
}

function infoOf(stats: Stats): ObjectInfo {
  return { size: stats.size, etag: `"${Math.round(stats.mtimeMs * 1000).toString(16)}-${stats.size.toString(16)}"` };
}

function streamOf(handle: FileHandle, range: ByteRange | undefined): OpenedObject['stream'] {
  const { start = 0, end } = range ?? {};
  return handle.createReadStream({ start, ...(end !== undefined && { end }), highWaterMark: 256 * 1024 });
}

/** What is not there is undefined. */
async function absent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}
