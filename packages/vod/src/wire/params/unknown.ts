import { nearest } from '@cliploop/core/schema';
import { apiError } from '../error/api-error.js';
import { cut } from './message.js';
import type { ParamTree } from './wire.js';

/** Characters of a name that is compared with the known ones; longer names are not slips, and comparing them takes time. */
const LONGEST = 64;

/**
 * Throws UnknownParameter for the first member of `value` that is not among `known`, with the nearest known name, or with
 * all of them when none is near.
 * @param parent dotted name of the object; empty for the request itself
 */
export function refuseUnknown(value: ParamTree, known: readonly string[], parent: string): void {
  const names = new Set(known);
  const unknown = Object.keys(value).find((name) => !names.has(name));
  if (unknown === undefined) return;
  const full = (name: string): string => (parent === '' ? name : `${parent}.${name}`);
  const near = unknown.length > LONGEST ? undefined : nearest(unknown, known);
  const hint = near === undefined ? listed(known) : `did you mean ${full(near)}?`;
  throw apiError('UnknownParameter', `Unknown parameter ${full(legible(unknown))}; ${hint}`);
}

/** Returns a name from the request for a message: one line, at most 80 characters. */
function legible(name: string): string {
  const short = cut(name);
  return /^[\w…-]+$/.test(short) ? short : JSON.stringify(short);
}

function listed(known: readonly string[]): string {
  return known.length === 0 ? 'no parameters are known here' : `the known parameters are ${known.join(', ')}`;
}
