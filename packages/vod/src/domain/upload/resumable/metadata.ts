import type { UploadMetadata, UploadRequest } from '../../../store/tables/upload.js';
import { apiError } from '../../../wire/error/api-error.js';
import { decodeParams } from '../../../wire/params/decode.js';
import { checkNames, parseParams } from '../../../wire/params/kind.js';
import { cut, shown } from '../../../wire/params/message.js';
import { metadataParams } from '../params.js';
import { checkMediaType } from '../refusals.js';
import { requestOf } from '../request.js';

/** What the metadata of an upload ask for. */
export interface Described {
  readonly request: UploadRequest;
  /** As in requests. */
  readonly subAppId: number | undefined;
}

/** Longest metadata as JSON, characters. */
const MAX_METADATA = 8 * 1024;
/** Longest name of a media, characters. */
const MAX_NAME = 255;

/** Extensions of media types that differ from the second part of the type. */
const extensions: Readonly<Record<string, string>> = {
  'video/quicktime': 'mov',
  'video/x-matroska': 'mkv',
  'video/x-msvideo': 'avi',
  'video/x-ms-wmv': 'wmv',
  'video/x-flv': 'flv',
  'video/mp2t': 'ts',
  'video/3gpp': '3gp',
  'audio/mpeg': 'mp3',
};

/**
 * Reads the metadata of an upload with tus. Keys with a capital letter are parameters of ApplyUpload. Of the others, `filename` and
 * `filetype` count, and the rest is only kept, because clients send what they know of a file.
 * @throws ApiError
 */
export function describedBy(metadata: UploadMetadata): Described {
  if (JSON.stringify(metadata).length > MAX_METADATA) {
    throw apiError('InvalidParameterValue', `Upload-Metadata must have at most ${MAX_METADATA} characters`);
  }
  const stored = Object.entries(metadata).find(([, value]) => value?.includes('\0') || value?.includes('\ufffd'));
  if (stored) throw apiError('InvalidParameterValue', `${cut(stored[0])} in Upload-Metadata must be UTF-8 text`);
  const pairs = Object.entries(metadata).filter(([name]) => /^[A-Z]/.test(name));
  const given = decodeParams({ wire: 'text', pairs: new Map(pairs.map(([name, value]) => [name, value ?? ''])) });
  checkNames(metadataParams, given);
  const params = parseParams(metadataParams, given);
  const fileName = nameOf(metadata.filename ?? '');
  const { stem, extension } = partsOf(fileName);
  const type = params.MediaType ?? (extension || usualExtension(metadata.filetype ?? ''));
  checkMediaType(params.MediaType === undefined ? 'The type of the file' : 'MediaType', type);
  const MediaName = params.MediaName || [...stem].slice(0, MAX_NAME).join('');
  return { request: requestOf({ ...params, MediaName }, type), subAppId: params.SubAppId };
}

/** The last part of a path, because some clients send the folders, too. */
function nameOf(path: string): string {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  if (!/\p{Cs}/u.test(name)) return name;
  throw apiError('InvalidParameterValue', `filename must be UTF-8 text, got ${shown(name)}`);
}

function partsOf(name: string): { stem: string; extension: string } {
  const [, stem = name, extension = ''] = /^(.+)\.([A-Za-z0-9]{1,10})$/.exec(name) ?? [];
  return { stem, extension };
}

/** @param type such as "video/mp4". @returns empty: unknown */
function usualExtension(type: string): string {
  const [plain = ''] = type.toLowerCase().split(';');
  return extensions[plain.trim()] ?? /^(?:video|audio|image)\/(?:x-)?([a-z0-9]{1,10})$/.exec(plain.trim())?.[1] ?? '';
}
