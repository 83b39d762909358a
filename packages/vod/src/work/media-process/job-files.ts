import { constants, type FileHandle, open } from 'node:fs/promises';
import { CliploopError } from '@cliploop/core';
import { animateSchema } from '@cliploop/core/schema';
import { copyOutput, type OutputFile } from './output-file.js';
import type { AnimateJob, ChildWork } from './protocol.js';

/** Opens the files of a job. The media process gets only their descriptors, and it can open none itself. */
export class JobFiles {
  private constructor(
    private readonly source: FileHandle,
    private readonly output?: { readonly path: string; readonly file: FileHandle },
    private readonly spool?: FileHandle,
  ) {}

  /**
   * @param outputFile that of the media process
   * @param spoolFile that of the media process, for animations that are not encoded as they are read
   * @throws CliploopError INPUT_NOT_FOUND, INPUT_UNREADABLE or OUTPUT_UNWRITABLE
   */
  static async open(work: ChildWork, outputFile: OutputFile, spoolFile: OutputFile): Promise<JobFiles> {
    if (work.kind === 'probe') return new JobFiles(await openSource(work.file));
    if (work.kind === 'plan') return new JobFiles(await openSource(work.job.input));
    const { input, output: path } = work.job;
    const needsSpool = work.kind === 'animate' && keepsFrames(work.job);
    const opened: FileHandle[] = [];
    const keep = async (file: Promise<FileHandle>): Promise<FileHandle> => {
      opened.push(await file);
      return file;
    };
    try {
      const source = await keep(openSource(input));
      const output = { path, file: await keep(outputFile.open(path)) };
      return new JobFiles(source, output, needsSpool ? await keep(spoolFile.open(path)) : undefined);
    } catch (error) {
      await Promise.all(opened.map((file) => file.close()));
      throw error;
    }
  }

  get descriptors(): number[] {
    return [this.source, this.output?.file, this.spool].flatMap((file) => (file ? [file.fd] : []));
  }

  /**
   * Gives the output its path.
   * @param size of the output as the media process reported it, bytes
   * @throws CliploopError
   */
  async keep(size: number): Promise<void> {
    if (this.output) await copyOutput(this.output.file, this.output.path, size);
  }

  /** Frees the space of the output, which the media process may keep open. */
  async close(): Promise<void> {
    await this.source.close();
    const files = [this.output?.file, this.spool];
    try {
      await Promise.all(files.map((file) => file?.truncate()));
    } finally {
      await Promise.all(files.map((file) => file?.close()));
    }
  }
}

/** Whether the frames of an animation are kept, because they are encoded in another order or more than once. */
function keepsFrames({ playback, seamless, maxBytes, for: service }: AnimateJob): boolean {
  // Values may be spelled in several ways.
  const order = animateSchema.playback.field.parse(playback ?? 'forward');
  const joint = animateSchema.seamless.field.parse(seamless ?? 'none');
  const isRead = order === 'forward' && (joint === 'none' || joint === 'find');
  return !isRead || maxBytes !== undefined || service !== undefined;
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
