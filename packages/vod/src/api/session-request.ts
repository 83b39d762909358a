import type { VerifyingKey } from '../domain/key/key-pairs.js';
import type { Session } from '../domain/sign-in/sessions.js';
import { apiError } from '../wire/error/api-error.js';
import { checkSameOrigin, cookieOf, type ReceivedRequest } from '../wire/signature/cookie.js';
import type { FindKey } from '../wire/signature/request.js';
import type { Service } from './service.js';

/** A request whose cookie has a session. */
export interface SessionRequest {
  readonly secretId: string;
  readonly key: VerifyingKey;
  readonly session: Session;
}

/**
 * Verifies the cookie of a request.
 * @param extend whether the session is extended
 * @returns undefined when it has none
 * @throws ApiError AuthFailure.InvalidAuthorization for a page of another origin, AuthFailure.TokenFailure when the session has ended
 */
export async function verifySession(
  { sessions }: Pick<Service, 'sessions'>,
  request: Pick<ReceivedRequest, 'headers' | 'origin'>,
  findKey: FindKey<VerifyingKey>,
  extend = true,
): Promise<SessionRequest | undefined> {
  const token = cookieOf(request);
  if (token === undefined) return undefined;
  checkSameOrigin(request);
  const found = await sessions.find(token, findKey, extend);
  if (found === undefined) throw apiError('AuthFailure.TokenFailure', 'The session has ended; sign in again');
  return { ...found, secretId: found.session.secret_id };
}
