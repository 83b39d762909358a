import { queryOptions } from '@tanstack/react-query';
import { clientWithoutGate as client, unwrap } from '../api/client.ts';
import type { RouteResult } from '../api/types.ts';

/** The key pair as which the session acts. */
export type Session = RouteResult<'/x/v1/session', 'get'>;

/** What signs a browser in: a key pair, or the one-time token of a link. */
export type Credentials = { readonly SecretId: string; readonly SecretKey: string } | { readonly Token: string };

/** Who is signed in. Fails with an error whose `isSessionEnd` is true when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: (): Promise<Session> => unwrap(client.GET('/x/v1/session')),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** @throws ApiError */
export async function signIn(credentials: Credentials): Promise<void> {
  await unwrap(client.POST('/x/v1/session', { body: credentials }));
}

/** @throws ApiError */
export async function signOut(): Promise<void> {
  await unwrap(client.DELETE('/x/v1/session'));
}
