import { readFile } from 'node:fs/promises';
import { FetchError } from '@cliploop/fetch';
import { type Cover, imageOf } from '../../domain/media/image.js';
import type { Allowance } from './allowance.js';
import { SourceError, unsupported } from './source-error.js';

/** Limits of a cover: bytes, and seconds for its download. */
export const coverLimits = { size: 10 * 1024 * 1024, time: 60 } as const;

/** A cover, or why there is none. A problem with the cover does not fail the task. */
export interface FetchedCover {
  readonly cover?: Cover;
  readonly problem?: string;
}

/** @throws FetchError ABORTED */
export async function fetchCover(url: string, file: string, allowance: Allowance): Promise<FetchedCover> {
  try {
    await allowance.get(url, file);
    const cover = imageOf(await readFile(file));
    if (!cover) throw unsupported('the file is not a GIF, JPEG or PNG image');
    return { cover };
  } catch (error) {
    const known = error instanceof SourceError || (error instanceof FetchError && error.code !== 'ABORTED');
    if (!known) throw error;
    return { problem: `The cover was not added: ${error.message}` };
  }
}
