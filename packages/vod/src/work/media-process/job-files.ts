import { randomUUID } from 'node:crypto';
import { constants, copyFile, type FileHandle, open, rm, unlink } from 'node:fs/promises';
import { CliploopError } from '@cliploop/core';
import type { ChildWork } from './protocol.js';

/** Opens the files of a job. The media process gets only their descriptors, and it can open none itself. */
export class JobFiles {
  private constructor(
    private readonly source: FileHandle,
    private readonly output?: { readonly path: string; readonly file: FileHandle },
  ) {}

  /** @throws CliploopError INPUT_NOT_FOUND, INPUT_UNREADABLE or OUTPUT_UNWRITABLE */
  static async open(work: ChildWork): Promise<JobFiles> {
    if (work.kind === 'probe') return new JobFiles(await openSource(work.file));
    const { input, output: path } = work.job;
    const source = await openSource(input);
    try {
      return new JobFiles(source, { path, file: await openOutput(path) });
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  get descriptors(): number[] {
    return [this.source.fd, ...(this.output ? [this.output.file.fd] : [])];
  }

  /**
   * Gives the output its path. It is a copy, as the media process can still write to the file: it may run the job of somebody else
   * next.
   * @param size of the output as the media process reported it, bytes
   * @throws CliploopError
   */
  async keep(size: number): Promise<void> {
    if (!this.output) return;
    const { path, file } = this.output;
    const written = (await file.stat()).size;
    if (written !== size) throw new CliploopError('INTERNAL', `the output has ${written} bytes instead of ${size}`);
    try {
      await copyFile(`/proc/self/fd/${file.fd}`, path, constants.COPYFILE_FICLONE);
    } catch (error) {
      await rm(path, { force: true });
      throw outputError(path, error);
    }
  }

  /** Frees the space of the output, which the media process may keep open. */
  async close(): Promise<void> {
    await this.source.close();
    try {
      await this.output?.file.truncate();
    } finally {
      await this.output?.file.close();
    }
  }
}

async function openSource(path: string): Promise<FileHandle> {
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
  let file: FileHandle | undefined;
  try {
    file = await open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if ((await file.stat()).isFile()) return file;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    const init = { stage: 'input', cause: error };
    throw new CliploopError(missing ? 'INPUT_NOT_FOUND' : 'INPUT_UNREADABLE', `${path}: ${message}`, init);
  }
  await file.close();
  throw new CliploopError('INPUT_UNREADABLE', `${path} is not a regular file`, { stage: 'input' });
}

/** Opens a file without a name in the folder of the path, which disappears when it is closed. */
async function openOutput(path: string): Promise<FileHandle> {
  const name = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(name, 'wx+');
    await unlink(name);
    return file;
  } catch (error) {
    throw outputError(path, error);
  }
}

function outputError(path: string, error: unknown): CliploopError {
  return new CliploopError('OUTPUT_UNWRITABLE', `${path}: ${(error as Error).message}`, {
    stage: 'write',
    cause: error,
  });
}
