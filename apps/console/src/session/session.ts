import { queryOptions } from '@tanstack/react-query';
import { readError, sendOnce } from '../api/send.ts';

/** The key pair as which the session acts. */
export interface Session {
  readonly SecretId: string;
  /** Empty when the key pair has none. */
  readonly Name: string;
  readonly Rights: readonly string[];
  /** The applications that it may use; null: all. */
  readonly SubAppIds: readonly number[] | null;
}

/** What signs a browser in: a key pair, or the one-time token of a link. */
export type Credentials = { readonly SecretId: string; readonly SecretKey: string } | { readonly Token: string };

async function request(method: string, body?: object): Promise<Response> {
  const url = new URL('/x/v1/session', location.origin);
  const headers = body ? { 'Content-Type': 'application/json' } : undefined;
  const init = { method, ...(headers && { headers }), body: body ? JSON.stringify(body) : null };
  const response = await sendOnce(new Request(url, init));
  if (!response.ok) throw await readError(response);
  return response;
}

/** Who is signed in. Fails with an error whose `isSessionEnd` is true when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session> => (await request('GET')).json(),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** @throws ApiError */
export async function signIn(credentials: Credentials): Promise<void> {
  await request('POST', credentials);
}

/** @throws ApiError */
export async function signOut(): Promise<void> {
  await request('DELETE');
}
