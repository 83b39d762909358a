/* Paths whose names are not UTF-8, for programs that get paths from the command line or from folders. */
export { pathText, rawPath } from './path/raw-path.js';
export { urlPath } from './path/url-path.js';
