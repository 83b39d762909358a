import { checkKey } from './key.js';

/** The address of the service as clients reach it: text, or a function for a port that is known only later. */
export type PublicUrl = string | (() => string);

/** Of a key, its public address: `<publicUrl>/files/<key>`. */
export type UrlOf = (key: string) => string;

export function urlsUnder(publicUrl: PublicUrl): UrlOf {
  return (key) => {
    const base = typeof publicUrl === 'function' ? publicUrl() : publicUrl;
    return `${base.replace(/\/+$/, '')}/files/${checkKey(key)}`;
  };
}
