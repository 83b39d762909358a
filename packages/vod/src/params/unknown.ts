import { distance } from 'fastest-levenshtein';
import { apiError } from '../error/api-error.js';
import { cut } from './message.js';
import type { ParamTree } from './wire.js';

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
  const near = nearest(unknown, known);
  const hint = near === undefined ? listed(known) : `did you mean ${full(near)}?`;
  throw apiError('UnknownParameter', `Unknown parameter ${full(legible(unknown))}; ${hint}`);
}

/** Returns a name from the request for a message: one line, at most 80 characters. */
function legible(name: string): string {
  const short = cut(name);
  return /^[\w…-]+$/.test(short) ? short : JSON.stringify(short);
}

/** The most similar known name, ignoring case; none when more than two fifths of the letters differ. */
function nearest(unknown: string, known: readonly string[]): string | undefined {
  if (unknown.length > 64) return undefined;
  const from = unknown.toLowerCase();
  const near = known
    .map((name) => ({ name, edits: distance(from, name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.max(2, Math.floor(name.length * 0.4)) && edits < name.length);
  near.sort((one, other) => one.edits - other.edits);
  return near[0]?.name;
}

function listed(known: readonly string[]): string {
  return known.length === 0 ? 'no parameters are known here' : `the known parameters are ${known.join(', ')}`;
}
