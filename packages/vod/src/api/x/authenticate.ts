import type { VerifyingKey } from '../../domain/key/key-pairs.js';
import { apiError } from '../../wire/error/api-error.js';
import type { FindKey, SignatureUse, SignedRequest } from '../../wire/signature/request.js';
import { verifyTc3Signature } from '../../wire/signature/tc3.js';

/** Who sends a request. */
export interface Identity {
  readonly secretId: string;
  readonly key: VerifyingKey;
  /** The signature of the request. */
  readonly use?: SignatureUse;
}

/** Finds out who sends a request. @throws ApiError AuthFailure.*, and others for invalid signatures */
export async function authenticate(
  request: SignedRequest,
  findKey: FindKey<VerifyingKey>,
  now: Date,
): Promise<Identity> {
  if (request.headers.authorization !== undefined) return verifyTc3Signature(request, findKey, now);
  throw apiError('AuthFailure.InvalidAuthorization', 'The request is not signed; sign it with TC3-HMAC-SHA256');
}
