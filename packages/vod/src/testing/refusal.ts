import { ApiError } from '../wire/error/api-error.js';

/** Runs `work` and returns `CODE: message` of its ApiError, or `accepted`. */
export function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}
