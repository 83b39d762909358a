import type { Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';
import { apiError } from '../../wire/error/api-error.js';
import { sha256 } from '../../wire/signature/hash.js';

/** A signature that is valid for one upload. */
export interface OneTimeSignature {
  /** The verified signature. Another spelling of it is refused. */
  readonly signature: string;
  readonly expireTime: Date;
}

/**
 * Binds a signature to an upload. Every step of this upload may use it again, but no other upload.
 * @throws ApiError AuthFailure.UnauthorizedOperation when it is bound to another upload
 */
export async function bindSignature(
  trx: Transaction<Tables>,
  { signature, expireTime }: OneTimeSignature,
  sessionKey: string,
): Promise<void> {
  const mark = sha256(signature);
  // Simultaneous requests wait here until the first one commits.
  await trx
    .insertInto('upload_mark')
    .values({ mark, session_key: sessionKey, expire_time: expireTime })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { session_key } = await trx
    .selectFrom('upload_mark')
    .select('session_key')
    .where('mark', '=', mark)
    .executeTakeFirstOrThrow();
  if (session_key === sessionKey) return;
  const message = 'signature is valid for one upload, and another upload has used it; request a new signature';
  throw apiError('AuthFailure.UnauthorizedOperation', message);
}
