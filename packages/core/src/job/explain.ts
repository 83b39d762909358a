import type { RawError } from '@cliploop/native';
import { CliploopError, type ErrorCode, isErrorCode } from '../errors.js';
import { Phrase } from '../phrase.js';

/** What is known about an input besides its bytes. */
export interface Origin {
  /** Media type of the HTTP response. */
  contentType?: string | undefined;
}

/** Errors that can mean that the input is not a video. */
const aboutInput: readonly ErrorCode[] = ['INPUT_NOT_MEDIA', 'NO_VIDEO', 'INPUT_FORBIDDEN', 'DECODE_FAILED'];

/** Converts an error of the engine. The error of an input that is not a video says what it is. */
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
  // A video that can be decoded or demuxed only in part is still a video.
  if (raw.code === 'DECODE_FAILED' && !still) return plainly(raw.code, raw);
  if (raw.code === 'NO_VIDEO' && kind.mime?.startsWith('video/')) return plainly(raw.code, raw);
  const code = raw.code === 'DECODE_FAILED' && animated ? 'DECODER_MISSING' : raw.code;
  return new CliploopError(code, `${kind.clause}${type}`, { stage, log, suggestion: kind.suggestion });
}

function plainly(code: ErrorCode, { stage, log, detail }: RawError): CliploopError {
  // In these details, backquotes are only around names of options.
  const words = code === 'INVALID_OPTION' ? Phrase.parse(detail) : detail;
  return new CliploopError(code, words, { stage, log });
}
