import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import {
  copyFile,
  type FileHandle,
  link,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../make-folder.js';
import { isCode, isFolderMissing, syncFile, syncFolders } from './durable.js';
import { checkKey, isKey } from './key.js';
import type { AdoptOptions, ByteRange, ObjectInfo, OpenedObject, Storage } from './storage.js';

/** Folder of incomplete copies. Keys cannot contain it, because their segments never begin with a dot. */
const INCOMING = '.incoming';

/** Error codes of file systems without hard links, and of files with too many links. */
const linkErrors = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'];

/** Attempts to place a file while its folder is removed again and again. */
const MAX_ATTEMPTS = 5;

/** Stores objects as files in one folder. The key is the relative path. */
export class LocalStorage implements Storage {
  readonly root: string;

  /** @param root created with the first object */
  constructor(root: string) {
    this.root = resolve(root);
  }

  async adopt(key: string, file: string, { keep = false }: AdoptOptions = {}): Promise<void> {
    const target = this.pathOf(key);
    if (keep !== true) {
      await syncFile(file);
      if (await this.moveOrLink(file, target, keep === 'shared' ? link : rename)) return;
    }
    // A clone where the file system supports it.
    await this.incoming(target, (copy) => copyFile(file, copy, constants.COPYFILE_FICLONE));
    if (!keep) await rm(file, { force: true });
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.incoming(this.pathOf(key), (copy) => writeFile(copy, bytes, { flag: 'wx' }));
  }

  async stat(key: string): Promise<ObjectInfo | undefined> {
    const stats = await orUndefined(stat(this.pathOf(key)));
    return stats?.isFile() ? infoOf(stats) : undefined;
  }

  async open(key: string, range?: ByteRange): Promise<OpenedObject | undefined> {
    const handle = await orUndefined(open(this.pathOf(key)));
    if (!handle) return undefined;
    try {
      // Reads the status of the open file, because the name may refer to another file by now.
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
    await orUndefined(unlink(path));
    // Removes empty parent folders.
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
    for (const name of (await orUndefined(readdir(folder))) ?? []) {
      const path = join(folder, name);
      const stats = await orUndefined(stat(path));
      if (stats && stats.ctimeMs <= Date.now() - age) await rm(path, { force: true });
    }
  }

  async *keys(prefix = ''): AsyncGenerator<string> {
    const entries = (await orUndefined(readdir(join(this.root, prefix), { withFileTypes: true }))) ?? [];
    for (const entry of entries) {
      const key = `${prefix}${entry.name}`;
      // Unfinished files are in folders with a dot.
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) yield* this.keys(`${key}/`);
      else if (entry.isFile() && isKey(key)) yield key;
    }
  }

  private pathOf(key: string): string {
    return join(this.root, ...checkKey(key).split('/'));
  }

  /** @returns false when the file cannot be renamed or linked: on another file system, or without hard links */
  private async moveOrLink(file: string, target: string, operation: typeof rename): Promise<boolean> {
    try {
      await this.place(file, target, operation);
      return true;
    } catch (error) {
      if (['EXDEV', ...(operation === link ? linkErrors : [])].some((code) => isCode(error, code))) return false;
      throw error;
    }
  }

  /** Writes a file beside the objects, then moves it to its place. */
  private async incoming(target: string, write: (copy: string) => Promise<void>): Promise<void> {
    const copy = join(this.root, INCOMING, randomUUID());
    try {
      await makeFolder(dirname(copy));
      await write(copy);
      await syncFile(copy);
      await this.place(copy, target);
    } catch (error) {
      await rm(copy, { force: true });
      throw error;
    }
  }

  private async place(file: string, target: string, operation = rename): Promise<void> {
    // `remove` of another object may remove the folder before the file is moved; then the folder is created again.
    for (let attempt = 1; ; attempt++) {
      await makeFolder(dirname(target));
      try {
        await operation(file, target);
        break;
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !(await isFolderMissing(error, file, dirname(target)))) throw error;
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

/** Returns undefined when the file does not exist. */
async function orUndefined<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}
