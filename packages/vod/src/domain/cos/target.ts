import { cut } from '../../wire/params/message.js';
import { cosError } from './errors.js';

/** The object or bucket of a URL, and its parameters. */
export interface Target {
  /** URL-decoded once, with all leading slashes, because they are signed. */
  readonly path: string;
  /** Key of the object; empty: the bucket. A leading double slash counts as one slash, because the client for PHP sends it. */
  readonly key: string;
  /** URL-decoded once. `?uploads` and `?uploads=` are the same. */
  readonly params: ReadonlyMap<string, string>;
}

/** Largest number of parameters; operations have fewer. */
const MAX_PARAMS = 32;

/** Throws CosError InvalidURI, InvalidArgument. */
export function targetOf(url: string): Target {
  const mark = url.indexOf('?');
  const sent = mark < 0 ? url : url.slice(0, mark);
  const path = decode(sent);
  if (!path.startsWith('/')) throw cosError('InvalidURI', 'The path must begin with a slash');
  const params = new Map<string, string>();
  for (const piece of mark < 0 ? [] : url.slice(mark + 1).split('&', MAX_PARAMS + 1)) {
    if (piece === '') continue;
    if (params.size === MAX_PARAMS)
      throw cosError('InvalidArgument', `The query has more than ${MAX_PARAMS} parameters`);
    const equals = piece.indexOf('=');
    const name = decode(equals < 0 ? piece : piece.slice(0, equals));
    // Two parsers could use different values.
    if (params.has(name)) throw cosError('InvalidArgument', `The parameter ${shown(name)} is given twice`);
    params.set(name, equals < 0 ? '' : decode(piece.slice(equals + 1)));
  }
  return { path, key: path.slice(/^\/\/[^/]/.test(path) && sent.startsWith('//') ? 2 : 1), params };
}

/** Text of a client in quotes, for messages. */
export function shown(text: string): string {
  return JSON.stringify(cut(text));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw cosError('InvalidURI', `${shown(text)} is not URL-encoded UTF-8`);
  }
}
