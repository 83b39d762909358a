import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small file system in memory, which tests can fill. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Why there can be no small file systems; undefined when there can. */
  static missing(): string | undefined {
    try {
      new SmallDisk(mounted(['size=1m'])).remove();
      return undefined;
    } catch (error) {
      return `mounting a tmpfs needs the rights of root: ${(error as Error).message.split('\n')[1] ?? ''}`;
    }
  }

  /** @param options of mount, such as `nr_inodes=100` */
  static make(megabytes: number, ...options: readonly string[]): SmallDisk {
    return new SmallDisk(mounted([`size=${megabytes}m`, ...options]));
  }

  get free(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /** Fills the disk with a file of somebody else. @param left bytes that stay free */
  fill(left = 0): void {
    const file = openSync(this.filler, 'a');
    const chunk = Buffer.alloc(64 * 1024, 1);
    try {
      while (this.free > left) writeSync(file, chunk, 0, Math.max(4096, Math.min(chunk.length, this.free - left)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  /** Deletes the file that fills the disk. */
  empty(): void {
    rmSync(this.filler, { force: true });
  }

  remount(options: 'ro' | 'rw'): void {
    execFileSync('mount', ['-o', `remount,${options}`, this.folder], { stdio: 'pipe' });
  }

  remove(): void {
    execFileSync('umount', ['-l', this.folder], { stdio: 'pipe' });
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get filler(): string {
    return join(this.folder, 'of-somebody-else');
  }
}

function mounted(options: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'cliploop-disk-'));
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}
