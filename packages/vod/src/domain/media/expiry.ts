import { apiError } from '../../wire/error/api-error.js';
import { never } from './media-info.js';

/** @returns null: never. @throws ApiError InvalidParameterValue.ExpireTime for a time in the past */
export function expiry(time: Date): Date | null {
  if (time.getTime() >= Date.parse(never)) return null;
  if (time.getTime() > Date.now()) return time;
  const message = `ExpireTime must be in the future, or ${never} for never, got ${time.toISOString()}`;
  throw apiError('InvalidParameterValue.ExpireTime', message);
}
