import { type ApiError, apiError } from '../error/api-error.js';
import type { ApiErrorCode } from '../error/catalogue.js';

const MAX_CHARACTERS = 80;

/** Creates the error for an invalid value: "Fps must be an integer from 1 to 60, got 61". */
export function refusal(code: ApiErrorCode, name: string, received: string, rule: string): ApiError {
  return apiError(code, `${nameOf(name)} must be ${rule}, got ${received}`);
}

/** Returns a parameter name for a message. The request itself has the empty name. */
export function nameOf(name: string): string {
  return name === '' ? 'The request' : cut(name);
}

/** Returns a value for a message: text in quotes, on one line, cut to 80 characters. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return cut(String(value));
}

/** Cuts text to 80 characters (code points). Longer text ends in an ellipsis. */
export function cut(text: string): string {
  // A code point has at most two UTF-16 units.
  if (text.length <= MAX_CHARACTERS) return text;
  const head = [...text.slice(0, 2 * MAX_CHARACTERS + 2)];
  return head.length <= MAX_CHARACTERS && text.length <= 2 * MAX_CHARACTERS
    ? text
    : `${head.slice(0, MAX_CHARACTERS).join('')}…`;
}

/** Returns the length in code points: an emoji counts once. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function quoted(text: string): string {
  const short = cut(text);
  const quotedText = JSON.stringify(short);
  return short === text ? quotedText : `${quotedText} (${codePoints(text)} characters)`;
}
