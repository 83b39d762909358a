import createClient from 'openapi-fetch';
import { ApiError, errorIn } from './api-error.ts';
import { send, sendOnce } from './send.ts';
import type { paths } from './types.ts';

/** A client of the routes under `/x/v1`: `unwrap(client.GET('/x/v1/about'))`. */
export const client = createClient<paths>({ baseUrl: location.origin, fetch: send });

/** As `client`, but requests fail at once when the session has ended: for signing in and out. */
export const clientWithoutGate = createClient<paths>({ baseUrl: location.origin, fetch: sendOnce });

interface Fetched<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The data of an answer of `client`. @throws ApiError */
export async function unwrap<T>(fetched: Promise<Fetched<T>>): Promise<T> {
  const { data, error, response } = await fetched;
  if (data !== undefined) return data;
  throw (
    errorIn(error, response.status) ??
    new ApiError('BadAnswer', `The service answered with HTTP status ${response.status}.`, '', response.status)
  );
}
