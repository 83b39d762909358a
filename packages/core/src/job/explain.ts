import type { RawError } from '@cliploop/native';
import { CliploopError, type ErrorCode, isErrorCode } from '../errors.js';
import { Phrase } from '../phrase.js';

/** Properties of an input that are not in its bytes. */
export interface Origin {
  /** Media type of the HTTP response. */
  contentType?: string | undefined;
}

/** Codes of errors that occur when the input is not a video. */
const inputCodes: readonly ErrorCode[] = ['INPUT_NOT_MEDIA', 'NO_VIDEO', 'INPUT_FORBIDDEN', 'DECODE_FAILED'];

let kinds: Promise<typeof import('../input/kind.js')> | undefined;
// Kept, because another import() would look for the file again, which a sandbox forbids.
const importKinds = () => (kinds ??= import('../input/kind.js'));

/** Loads the code that names the type of an input. */
export async function loadExplanations(): Promise<void> {
  const { importFileTypes } = await importKinds();
  await importFileTypes();
}

/** Converts an error of the engine. If the input is not a video, the message says what it is. */
export async function explain(raw: RawError, origin: Origin = {}): Promise<CliploopError> {
  const { stage, log } = raw;
  if (!isErrorCode(raw.code)) return new CliploopError('INTERNAL', `${raw.code}: ${raw.detail}`, { stage, log });
  if (!inputCodes.includes(raw.code) || raw.head === undefined) return toError(raw.code, raw);
  const { detectKind } = await importKinds();
  const kind = await detectKind(raw.head);
  const type = origin.contentType === undefined ? '' : ` (Content-Type: ${origin.contentType})`;
  if (kind === undefined) return toError(raw.code, { ...raw, detail: raw.detail + type });
  const still = kind.mime?.startsWith('image/') === true;
  // A video with damaged or unsupported streams is still a video.
  if (raw.code === 'DECODE_FAILED' && !still) return toError(raw.code, raw);
  if (raw.code === 'NO_VIDEO' && kind.mime?.startsWith('video/')) return toError(raw.code, raw);
  return new CliploopError(raw.code, `${kind.clause}${type}`, { stage, log, suggestion: kind.suggestion });
}

function toError(code: ErrorCode, { stage, log, detail }: RawError): CliploopError {
  if (code !== 'INVALID_OPTION') return new CliploopError(code, detail, { stage, log });
  // Only details of this code have option names in backquotes. The first one is that of the option.
  return new CliploopError(code, Phrase.parse(detail), { stage, log, option: /`(\w+)`/.exec(detail)?.[1] });
}
