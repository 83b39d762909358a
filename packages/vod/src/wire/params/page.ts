import type { ApiErrorCode } from '../error/catalogue.js';
import { described, withDefault } from './kind.js';
import { integer } from './number.js';

/** Where a page of a list begins. */
export const offset = described(withDefault(integer({ min: 0 }), 0), 'How many to leave out at the beginning.');

/** How long a page of a list is. */
export function limit({ max, default: usual, code }: { max: number; default: number; code?: ApiErrorCode }) {
  return described(withDefault(integer({ min: 0, max, ...(code && { code }) }), usual), 'How many to answer, at most.');
}
