import type { Input } from './input/types.js';
import type { Output } from './output/types.js';

/** An open regular file. Not a public input: media processes get their files from the service this way. */
export class OpenFile {
  constructor(
    readonly fd: number,
    readonly spool?: number,
  ) {}
}

/** A file that is open for reading. Its owner may close it as soon as the job has ended. */
export const fileInput = (fd: number): Input => new OpenFile(fd) as unknown as Input;

/**
 * An empty file that is open for reading and writing. After a failed job it may have some bytes.
 *
 * @param spool another one for the frames of an animation that is not played forward. Default: a temporary file.
 */
export const fileOutput = (fd: number, spool?: number): Output => new OpenFile(fd, spool) as unknown as Output;
