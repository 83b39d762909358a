import { apiError } from '../wire/error/api-error.js';

/** Largest list in an answer, bytes of JSON. */
const MAX_BYTES = 20_000_000;

/**
 * Converts the elements of a list, and stops when they become too large for one answer.
 * @param advice what to do then
 * @throws ApiError LimitExceeded
 */
export function listOf<T>(elements: readonly T[], wire: (element: T) => object, advice: string): object[] {
  let bytes = 0;
  return elements.map((element) => {
    const converted = wire(element);
    bytes += Buffer.byteLength(JSON.stringify(converted));
    if (bytes <= MAX_BYTES) return converted;
    throw apiError('LimitExceeded', `The answer would have more than ${MAX_BYTES} bytes; ${advice}`);
  });
}
