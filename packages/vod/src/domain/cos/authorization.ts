import { cosError } from './errors.js';

/** The parts of an Authorization header of COS. */
export interface Authorization {
  readonly secretId: string;
  readonly signTime: Window;
  readonly keyTime: Window;
  /** Names in lower case, in the order of the header. */
  readonly headers: readonly string[];
  readonly params: readonly string[];
  /** 40 lower-case hex digits. */
  readonly signature: string;
}

/** A period of validity, in Unix seconds. */
export interface Window {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const names = [
  'q-sign-algorithm',
  'q-ak',
  'q-sign-time',
  'q-key-time',
  'q-header-list',
  'q-url-param-list',
  'q-signature',
] as const;

type Name = (typeof names)[number];

/** Throws CosError AccessDenied. The message never quotes the header, because logs must not contain signatures. */
export function parseAuthorization(header: string | undefined): Authorization {
  if (header === undefined || header === '') throw denied('The request is not signed');
  const parts = partsOf(header);
  if (parts['q-sign-algorithm'] !== 'sha1') throw denied('q-sign-algorithm in Authorization must be sha1');
  const signature = parts['q-signature'];
  if (!/^[0-9a-f]{40}$/.test(signature)) throw denied('q-signature in Authorization must be 40 hexadecimal digits');
  return {
    secretId: parts['q-ak'],
    signTime: windowOf(parts, 'q-sign-time'),
    keyTime: windowOf(parts, 'q-key-time'),
    headers: listOf(parts, 'q-header-list'),
    params: listOf(parts, 'q-url-param-list'),
    signature,
  };
}

function partsOf(header: string): Record<Name, string> {
  const parts = new Map<string, string>();
  for (const piece of header.split('&')) {
    const equals = piece.indexOf('=');
    const name = piece.slice(0, equals);
    if (equals < 0 || !names.includes(name as Name) || parts.has(name)) {
      throw denied(`Authorization must have each of ${names.join(', ')} once, and nothing else`);
    }
    parts.set(name, piece.slice(equals + 1).trim());
  }
  const missing = names.find((name) => !parts.has(name));
  if (missing !== undefined) throw denied(`Authorization lacks ${missing}`);
  return Object.fromEntries(parts) as Record<Name, string>;
}

function windowOf(parts: Record<Name, string>, name: 'q-sign-time' | 'q-key-time'): Window {
  const text = parts[name];
  const [, start, end] = /^(\d{1,12});(\d{1,12})$/.exec(text) ?? [];
  if (start === undefined) throw denied(`${name} in Authorization must be START;END in Unix seconds`);
  return { text, start: Number(start), end: Number(end) };
}

/** Each name may occur once: otherwise a short list of one long value would become a text of hundreds of megabytes. */
function listOf(parts: Record<Name, string>, name: 'q-header-list' | 'q-url-param-list'): string[] {
  const text = parts[name];
  const list = text === '' ? [] : text.toLowerCase().split(';');
  if (new Set(list).size < list.length) throw denied(`${name} in Authorization must contain each name once`);
  return list;
}

function denied(message: string) {
  return cosError('AccessDenied', message);
}
