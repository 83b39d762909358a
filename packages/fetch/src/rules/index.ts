/**
 * Rules of HTTP that need no connection: which redirects are followed, which bytes an answer holds, whether it is still the
 * same file, and what messages may show of a URL. This entry loads no other package and no module of Node, so that
 * @cliploop/core can bundle it.
 */
export { contentLength, encodingOf } from './body.js';
export { type ContentRange, parseContentRange } from './content-range.js';
export {
  lenientRedirects,
  locationOf,
  MAX_REDIRECTS,
  type Redirect,
  type RedirectPolicy,
  type RedirectRefusal,
  readRedirect,
  strictRedirects,
} from './redirect.js';
export { isServerFailure, isTemporary } from './status.js';
export { readUrl, redacted } from './url.js';
export { isSameVersion, type Version, validatorOf, versionOf } from './validator.js';
