import { readFile } from 'node:fs/promises';
import type { UploadedObject } from '../cos/objects.js';
import { apiError } from '../error/api-error.js';
import { type Cover, imageOf } from '../media/cover.js';

/** Bytes that a cover may have. */
export const mostCover = 10 * 1024 * 1024;

/** Throws ApiError FailedOperation.CoverType for what is no image. */
export async function readCover({ file, size }: UploadedObject): Promise<Cover> {
  if (size > mostCover) {
    throw apiError('FailedOperation.CoverType', `The cover has ${size} bytes; it must have at most ${mostCover}`);
  }
  const cover = imageOf(await readFile(file));
  if (cover) return cover;
  throw apiError('FailedOperation.CoverType', 'The cover that was uploaded is no image; it must be a GIF, JPEG or PNG');
}
