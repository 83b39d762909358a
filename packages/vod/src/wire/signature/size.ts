import { apiError } from '../error/api-error.js';
import { type SignedRequest, sizeLimits } from './request.js';

/** Before anything is hashed or parsed. `bodyLimit` in bytes. */
export function checkSize({ query, body }: SignedRequest, bodyLimit: number): void {
  refuse('query', query.length, sizeLimits.query);
  refuse('body', body.length, bodyLimit);
}

function refuse(part: string, bytes: number, limit: number): void {
  if (bytes <= limit) return;
  throw apiError('RequestSizeLimitExceeded', `The ${part} has ${bytes} bytes; it must have at most ${limit}`);
}
