import type { RawError } from '@cliploop/native';
import { CliploopError, type ErrorCode, isErrorCode } from '../errors.js';
import { Phrase } from '../phrase.js';

/** Where an input came from, as far as that helps to say what it is. */
export interface Origin {
  /** Media type of an HTTP answer. */
  contentType?: string | undefined;
}

/** Errors that may mean that the input is something else than a video. */
const aboutInput: readonly ErrorCode[] = ['INPUT_NOT_MEDIA', 'NO_VIDEO', 'INPUT_FORBIDDEN', 'DECODE_FAILED'];

/** An error of the engine in the library's words. An input that is no video is named. */
export async function explain(raw: RawError, origin: Origin = {}): Promise<CliploopError> {
  const { stage, log } = raw;
  if (!isErrorCode(raw.code)) return new CliploopError('INTERNAL', `${raw.code}: ${raw.detail}`, { stage, log });
  if (!aboutInput.includes(raw.code) || raw.head === undefined) return plainly(raw.code, raw);
  const { findingOf } = await import('../input/kind.js');
  const kind = await findingOf(raw.head);
  const type = origin.contentType === undefined ? '' : ` (Content-Type: ${origin.contentType})`;
  if (kind === undefined) return plainly(raw.code, { ...raw, detail: raw.detail + type });
  const animated = kind.mime === 'image/webp';
  const still = kind.mime?.startsWith('image/') === true;
  // What decodes or demuxes only in part is still the video that it claims to be.
  if (raw.code === 'DECODE_FAILED' && !still) return plainly(raw.code, raw);
  if (raw.code === 'NO_VIDEO' && kind.mime?.startsWith('video/')) return plainly(raw.code, raw);
  const code = raw.code === 'DECODE_FAILED' && animated ? 'DECODER_MISSING' : raw.code;
  return new CliploopError(code, `${kind.clause}${type}`, { stage, log, suggestion: kind.suggestion });
}

function plainly(code: ErrorCode, { stage, log, detail }: RawError): CliploopError {
  // The engine marks the options in these, and quotes nobody.
  const words = code === 'INVALID_OPTION' ? Phrase.parse(detail) : detail;
  return new CliploopError(code, words, { stage, log });
}
