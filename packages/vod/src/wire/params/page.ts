import type { ApiErrorCode } from '../error/catalogue.js';
import { described, withDefault } from './kind.js';
import { integer } from './number.js';

/** Offset of a page of a list. */
export const offset = described(withDefault(integer({ min: 0 }), 0), 'Number of items to skip.');

/** Maximum length of a page of a list. */
export function limit({ max, default: defaultLimit, code }: { max: number; default: number; code?: ApiErrorCode }) {
  return described(
    withDefault(integer({ min: 0, max, ...(code && { code }) }), defaultLimit),
    'Maximum number of items to return.',
  );
}
