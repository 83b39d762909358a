import type { UrlOf } from '../../store/storage/url.js';
import type { JsonObject } from '../../store/tables/column.js';
import type { ApiErrorCode } from '../../wire/error/catalogue.js';
import { refusal } from '../../wire/params/message.js';
import type { Media } from '../media/media.js';
import type { TaskSource } from './task.js';

/** A media whose original was not deleted. */
type StoredMedia = Media & { readonly storageKey: string };

/** The source of a task for a media of the library. */
export function sourceOf({ fileId, name: fileName, meta, storageKey }: StoredMedia, urlOf: UrlOf): TaskSource {
  return { fileId, fileName, fileUrl: urlOf(storageKey), meta: meta as unknown as JsonObject };
}

/**
 * Checks the form of the URL of a source. Whether it can be fetched is known only when it is fetched.
 * @throws ApiError with the given code
 */
export function checkedUrl(text: string, name: string, code: ApiErrorCode): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  // A URL may contain secrets.
  throw refusal(code, name, '(not shown)', 'an absolute http:// or https:// URL');
}
