import { queryOptions } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import { clientWithoutGate as client, unwrap } from '../api/client.ts';
import type { RouteResult } from '../api/types.ts';

/** The key pair as which the session acts. */
export type Session = RouteResult<'/x/v1/session', 'post'>;

/** What signs a browser in: a key pair, or the one-time token of a link. */
export type Credentials = { readonly SecretId: string; readonly SecretKey: string } | { readonly Token: string };

/** Who is signed in. Fails with an error whose `isSessionEnd` is true when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  async queryFn(): Promise<Session> {
    const { SecretId, ...session } = await unwrap(client.GET('/x/v1/session'));
    if (!SecretId) throw new ApiError('AuthFailure.InvalidAuthorization', 'This browser is not signed in.');
    return { ...session, SecretId };
  },
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
