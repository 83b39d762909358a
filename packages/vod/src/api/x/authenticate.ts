import type { VerifyingKey } from '../../domain/key/key-pairs.js';
import type { Session } from '../../domain/sign-in/sessions.js';
import { ApiError, apiError } from '../../wire/error/api-error.js';
import type { ReceivedRequest } from '../../wire/signature/cookie.js';
import type { FindKey, SignatureUse } from '../../wire/signature/request.js';
import { verifyTc3Signature } from '../../wire/signature/tc3.js';
import type { Service } from '../service.js';
import { verifySession } from '../session-request.js';

/** Who sends a request. */
export interface Identity {
  readonly secretId: string;
  readonly key: VerifyingKey;
  /** The signature of the request, unless it has a session. */
  readonly use?: SignatureUse;
  readonly session?: Session;
}

/**
 * Finds out who sends a request: by its signature, or else by its session.
 * @param extend whether the session is extended
 * @throws ApiError AuthFailure.*, and others
 */
export async function authenticate(
  service: Service,
  request: ReceivedRequest,
  findKey: FindKey<VerifyingKey>,
  now: Date,
  extend = true,
): Promise<Identity> {
  if (request.headers.authorization !== undefined) return verifyTc3Signature(request, findKey, now);
  const session = await verifySession(service, request, findKey, extend);
  if (session) return session;
  throw apiError(
    'AuthFailure.InvalidAuthorization',
    'The request has neither a signature nor a session; sign it with TC3-HMAC-SHA256, or sign in',
  );
}

/**
 * Finds out who sends a request, which may be nobody.
 * @returns undefined for a client that is not signed in: it has no session, or its session has ended
 * @throws ApiError AuthFailure.* for a wrong signature, and for a page of another origin
 */
export async function authenticateIfSignedIn(
  service: Service,
  request: ReceivedRequest,
  findKey: FindKey<VerifyingKey>,
  now: Date,
): Promise<Identity | undefined> {
  if (request.headers.authorization !== undefined) return authenticate(service, request, findKey, now);
  try {
    return await verifySession(service, request, findKey);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'AuthFailure.TokenFailure') return undefined;
    throw error;
  }
}
