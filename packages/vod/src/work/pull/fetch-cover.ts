import { readFile } from 'node:fs/promises';
import { FetchError } from '@cliploop/fetch';
import { type Cover, imageOf } from '../../domain/media/image.js';
import type { Allowance } from './allowance.js';
import { SourceError, unsupported } from './source-error.js';

/** Of a cover, at most: bytes, and seconds that fetching one may take. */
export const coverLimits = { size: 10 * 1024 * 1024, time: 60 } as const;

/** A cover, or why there is none: a media is worth having without. */
export interface FetchedCover {
  readonly cover?: Cover;
  readonly problem?: string;
}

/** Throws FetchError ABORTED. */
export async function fetchCover(url: string, file: string, allowance: Allowance): Promise<FetchedCover> {
  try {
    await allowance.get(url, file);
    const cover = imageOf(await readFile(file));
    if (!cover) throw unsupported('it is no GIF, JPEG or PNG');
    return { cover };
  } catch (error) {
    const known = error instanceof SourceError || (error instanceof FetchError && error.code !== 'ABORTED');
    if (!known) throw error;
    return { problem: `There is no cover: ${error.message}` };
  }
}
