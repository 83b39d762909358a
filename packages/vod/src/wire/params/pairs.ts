import { apiError } from '../error/api-error.js';
import { cut } from './message.js';
import { paramLimits } from './wire.js';

/**
 * The names and values of a query string or a form body, URL-decoded, in the order in which they came. A name that comes
 * twice is refused: two readers could take different ones of the two, and the signature covers a set of names.
 */
export function parsePairs(text: string): Map<string, string> {
  const pairs = new Map<string, string>();
  if (text === '') return pairs;
  // The limit one above the maximum: enough to see that there are too many, without making millions of them.
  const pieces = text.split('&', paramLimits.count + 1);
  if (pieces.length > paramLimits.count) {
    throw apiError('InvalidParameter', `The request has more than ${paramLimits.count} parameters`);
  }
  for (const piece of pieces) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = decode(equals < 0 ? piece : piece.slice(0, equals));
    const value = equals < 0 ? '' : decode(piece.slice(equals + 1));
    if (pairs.has(name)) throw apiError('InvalidParameter', `${cut(name)} is given twice`);
    pairs.set(name, value);
  }
  return pairs;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw apiError('InvalidParameter', `${cut(text)} is not URL-encoded UTF-8`);
  }
}
