import { randomUUID } from 'node:crypto';
import { constants, copyFile, type FileHandle, open, rm, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CliploopError } from '@cliploop/core';

/**
 * The file without a name to which a media process writes its outputs. All of its jobs get the same file: hostile media may have taken
 * over the process, and then it could keep one file of each job open and fill the disk with them.
 */
export class OutputFile {
  private file: FileHandle | undefined;
  private folder = '';
  private closed = false;

  /**
   * A descriptor of the file, which is empty, with an offset of its own.
   * @param path of the output of the job
   * @throws CliploopError OUTPUT_UNWRITABLE
   */
  async open(path: string): Promise<FileHandle> {
    try {
      const file = await this.inFolder(path);
      await file.truncate(0);
      return await open(`/proc/self/fd/${file.fd}`, 'r+');
    } catch (error) {
      throw outputError(path, error);
    }
  }

  private async inFolder(path: string): Promise<FileHandle> {
    const folder = dirname(path);
    if (this.file && this.folder === folder) return this.file;
    const file = await create(`${path}.${randomUUID()}.part`);
    await this.file?.close();
    this.file = this.closed ? undefined : file;
    this.folder = folder;
    if (!this.closed) return file;
    await file.close();
    throw new Error('the media process has ended');
  }

  /** Bytes that it has now. */
  async size(): Promise<number> {
    return (await this.file?.stat())?.size ?? 0;
  }

  async clear(): Promise<void> {
    await this.file?.truncate(0);
  }

  /** For ever. The file disappears when the media process has ended, too. */
  async close(): Promise<void> {
    const { file } = this;
    this.closed = true;
    this.file = undefined;
    await file?.close();
  }
}

/**
 * Copies an output to its path. The media process can still write to the file.
 * @param size of the output as the media process reported it, bytes
 * @throws CliploopError
 */
export async function copyOutput(file: FileHandle, path: string, size: number): Promise<void> {
  const sizes = [(await file.stat()).size];
  try {
    if (sizes[0] === size) {
      await copyFile(`/proc/self/fd/${file.fd}`, path, constants.COPYFILE_FICLONE);
      sizes.push((await stat(path)).size);
    }
  } catch (error) {
    await rm(path, { force: true });
    throw outputError(path, error);
  }
  const other = sizes.find((found) => found !== size);
  if (other === undefined) return;
  await rm(path, { force: true });
  throw new CliploopError('INTERNAL', `the output has ${other} bytes instead of ${size}`);
}

async function create(name: string): Promise<FileHandle> {
  const file = await open(name, 'wx+');
  await unlink(name);
  return file;
}

function outputError(path: string, error: unknown): CliploopError {
  return new CliploopError('OUTPUT_UNWRITABLE', `${path}: ${(error as Error).message}`, {
    stage: 'write',
    cause: error,
  });
}
