import { apiError } from '../error/api-error.js';
import { cut } from '../params/message.js';
import { clockSkew } from './request.js';

/** Unix seconds of a request that is at most five minutes old or ahead. `name` is where they stand. */
export function checkTimestamp(name: string, text: string | undefined, now: Date): number {
  if (text === undefined || text === '') {
    throw apiError('MissingParameter', `${name} is missing; it must be the time in Unix seconds`);
  }
  if (!/^\d{1,12}$/.test(text)) {
    throw apiError('InvalidParameter', `${name} must be the time in Unix seconds, got ${JSON.stringify(cut(text))}`);
  }
  const timestamp = Number(text);
  const server = Math.floor(now.getTime() / 1000);
  if (Math.abs(server - timestamp) > clockSkew) {
    const rule = `within ${clockSkew} seconds of the time of the service (${server})`;
    throw apiError('AuthFailure.SignatureExpire', `${name} must be ${rule}, got ${timestamp}`);
  }
  return timestamp;
}
