import { FetchError } from '../errors.js';

/** The FetchError that a call ends with; anything else fails the test. */
export async function failure(call: Promise<unknown>): Promise<FetchError> {
  const outcome: unknown = await call.then(
    () => new Error('the call succeeded'),
    (error: unknown) => error,
  );
  if (outcome instanceof FetchError) return outcome;
  throw outcome;
}
