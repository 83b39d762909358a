import type { Storage } from '../../store/storage/storage.js';
import { apiError } from '../../wire/error/api-error.js';

export interface Cover {
  readonly bytes: Buffer;
  readonly type: 'gif' | 'jpg' | 'png';
}

/** First bytes of the formats that covers may have. */
const signatures = [
  ['gif', Buffer.from('GIF87a')],
  ['gif', Buffer.from('GIF89a')],
  ['jpg', Buffer.from([0xff, 0xd8, 0xff])],
  ['png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
] as const;

/** Recognizes a GIF, JPEG or PNG. @returns undefined for anything else */
export function imageOf(bytes: Buffer): Cover | undefined {
  const found = signatures.find(([, signature]) => bytes.subarray(0, signature.length).equals(signature));
  return found && { bytes, type: found[0] };
}

/** Decodes CoverData. @throws ApiError InvalidParameterValue.ImageDecodeError */
export function decodeCover(base64: string): Cover {
  const bytes = bytesOf(base64.replace(/\s+/g, ''));
  const cover = bytes && imageOf(bytes);
  if (cover) return cover;
  const received = bytes ? 'base64 of other data' : 'not base64';
  const message = `CoverData must be base64 of a GIF, JPEG or PNG, got ${received}`;
  throw apiError('InvalidParameterValue.ImageDecodeError', message);
}

export async function storeCover(storage: Storage, key: string, { bytes }: Cover): Promise<void> {
  await storage.put(key, bytes);
}

/** Undefined if the text is not base64. Buffer.from would skip invalid characters. */
function bytesOf(base64: string): Buffer | undefined {
  const valid = base64.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(base64);
  return valid ? Buffer.from(base64, 'base64') : undefined;
}
