import { checkKey } from './key.js';

/** Public base URL of file links: text, or a function when the port is not known yet. */
export type PublicUrl = string | (() => string);

/** Returns the public URL of a key: `<publicUrl>/files/<key>`. */
export type UrlOf = (key: string) => string;

export function urlsUnder(publicUrl: PublicUrl): UrlOf {
  return (key) => {
    const base = typeof publicUrl === 'function' ? publicUrl() : publicUrl;
    return `${base.replace(/\/+$/, '')}/files/${checkKey(key)}`;
  };
}
