import { nearest } from '@cliploop/core/schema';
import { apiError } from '../error/api-error.js';
import { cut } from './message.js';
import type { ParamTree } from './wire.js';

/** Longer names are not compared with the known names, because the comparison takes quadratic time. */
const MAX_CHARACTERS = 64;

/**
 * Throws UnknownParameter for the first member of `value` that is not in `known`. The message suggests the most similar known
 * name, or lists all known names when none is similar.
 * @param parent dotted name of the object; empty for the request itself
 */
export function refuseUnknown(value: ParamTree, known: readonly string[], parent: string): void {
  const names = new Set(known);
  const unknown = Object.keys(value).find((name) => !names.has(name));
  if (unknown === undefined) return;
  const fullName = (name: string): string => (parent === '' ? name : `${parent}.${name}`);
  const near = unknown.length > MAX_CHARACTERS ? undefined : nearest(unknown, known);
  const hint = near === undefined ? listed(known) : `did you mean ${fullName(near)}?`;
  throw apiError('UnknownParameter', `Unknown parameter ${fullName(legible(unknown))}; ${hint}`);
}

/** Returns a name from the request for a message: one line, at most 80 characters. */
function legible(name: string): string {
  const short = cut(name);
  return /^[\w…-]+$/.test(short) ? short : JSON.stringify(short);
}

function listed(known: readonly string[]): string {
  return known.length === 0 ? 'no parameters are known here' : `the known parameters are ${known.join(', ')}`;
}
