import { apiError } from '../error/api-error.js';
import { cut } from './message.js';
import { paramLimits } from './wire.js';

/**
 * Parses a query string or a form body. The pairs are URL-decoded and in the order of the text.
 * @throws ApiError InvalidParameter for a repeated name, because the signature covers a set of names
 */
export function parsePairs(text: string): Map<string, string> {
  const pairs = new Map<string, string>();
  if (text === '') return pairs;
  // One piece above the limit is enough to detect too many parameters.
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
