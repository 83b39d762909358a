import { apiError } from '../../wire/error/api-error.js';
import type { ApiErrorCode } from '../../wire/error/catalogue.js';

/** Whether it can be had shows when it is fetched. Throws ApiError with that code. */
export function checkedUrl(text: string, name: string, code: ApiErrorCode): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  // Not shown: a URL may hold secrets.
  throw apiError(code, `${name} must be a complete http:// or https:// address`);
}
