import type { SessionRow } from './session.js';
import { uploadNotFound } from './session.js';

/** Who begins, resumes or commits an upload. */
export interface Owner {
  /** SecretId of the key pair that the request, or its client upload signature, was signed with. */
  readonly keyId: string;
  /** The client upload signature. Absent: a request of API 3.0, which is signed with the key pair itself. */
  readonly signature?: OwnerSignature | undefined;
}

export interface OwnerSignature {
  /** SHA-256 of the signature. */
  readonly digest: string;
  /** SHA-256 of what the signature permits, without its times. */
  readonly permit: string;
  /** Present if the signature is valid for one upload: its end. */
  readonly oneTime?: Date | undefined;
}

/**
 * Checks that a client upload signature may read and change an upload. Clients ask for a new signature for every step, so it need
 * not be the one that opened the upload, but it must be of the same key pair and permit exactly the same. A key pair may finish
 * all uploads of its application.
 * @throws ApiError InvalidParameterValue.VodSessionKey, as for an upload that does not exist
 */
export function checkOwner({ session_key, key_id, permit }: SessionRow, { keyId, signature }: Owner): void {
  // Uploads that were opened before owners were recorded have no key pair.
  if (!signature || key_id === null) return;
  if (key_id !== keyId || permit !== signature.permit) throw uploadNotFound(session_key);
}
