import { type ApiError, apiError } from '../error/api-error.js';
import type { ApiErrorCode } from '../error/catalogue.js';

const longest = 80;

/** The form of all refusals of values: "Fps must be an integer from 1 to 60, got 61". */
export function refusal(code: ApiErrorCode, name: string, received: string, rule: string): ApiError {
  return apiError(code, `${nameOf(name)} must be ${rule}, got ${received}`);
}

/** A name as messages show it; the root of all parameters has none. */
export function nameOf(name: string): string {
  return name === '' ? 'The request' : cut(name);
}

/** A value as messages show it: text in quotes, at most 80 characters of it, one line. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return cut(String(value));
}

/** At most 80 characters (code points); longer text ends in an ellipsis. */
export function cut(text: string): string {
  // Characters beyond the BMP take two units, so twice the units are enough to look at.
  if (text.length <= longest) return text;
  const head = [...text.slice(0, 2 * longest + 2)];
  return head.length <= longest && text.length <= 2 * longest ? text : `${head.slice(0, longest).join('')}…`;
}

/** Length in code points: an emoji counts once. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function quoted(text: string): string {
  const short = cut(text);
  const marked = JSON.stringify(short);
  return short === text ? marked : `${marked} (${codePoints(text)} characters)`;
}
