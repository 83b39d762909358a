import type { UrlOf } from '../../store/storage/url.js';
import type { JsonObject } from '../../store/tables/column.js';
import type { Media } from '../media/media.js';
import type { TaskSource } from './tasks.js';

/** A media that has its original. */
export type Kept = Media & { readonly storageKey: string };

export function sourceOf({ fileId, name: fileName, meta, storageKey }: Kept, urlOf: UrlOf): TaskSource {
  return { fileId, fileName, fileUrl: urlOf(storageKey), meta: meta as unknown as JsonObject };
}
