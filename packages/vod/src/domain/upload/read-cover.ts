import { readFile } from 'node:fs/promises';
import { apiError } from '../../wire/error/api-error.js';
import { Crc64 } from '../cos/crc64.js';
import type { UploadedObject } from '../cos/objects.js';
import { type Cover, imageOf } from '../media/image.js';

/** Largest cover, bytes. */
export const maxCoverSize = 10 * 1024 * 1024;

/** Throws ApiError: FailedOperation.CoverType for a file that is not an image, ResourceNotFound for a damaged file. */
export async function readCover({ file, size, crc64 }: UploadedObject): Promise<Cover> {
  if (size > maxCoverSize) {
    throw apiError('FailedOperation.CoverType', `The cover must have at most ${maxCoverSize} bytes, got ${size}`);
  }
  const bytes = await readFile(file);
  const crc = await Crc64.start();
  crc.update(bytes);
  if (crc.decimal() !== (crc64 ?? crc.decimal())) {
    throw apiError('ResourceNotFound', 'The stored cover is damaged; upload it again, then commit');
  }
  const cover = imageOf(bytes);
  if (cover) return cover;
  throw apiError('FailedOperation.CoverType', 'The uploaded cover is not an image; it must be a GIF, JPEG or PNG');
}
