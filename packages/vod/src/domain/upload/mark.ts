import type { Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';
import { apiError } from '../../wire/error/api-error.js';
import { sha256 } from '../../wire/signature/hash.js';

/** A signature that is good for one upload. */
export interface OneTime {
  /** As verified: there is only one spelling of it. */
  readonly signature: string;
  readonly expireTime: Date;
}

/**
 * Binds a signature to one upload, at whose every step it may come again, and no other's.
 * @throws ApiError AuthFailure.UnauthorizedOperation when it is bound to another
 */
export async function markUsed(
  trx: Transaction<Tables>,
  { signature, expireTime }: OneTime,
  sessionKey: string,
): Promise<void> {
  const mark = sha256(signature);
  // Of those that come at the same time, the others wait here until the first is committed.
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
  const message = 'signature is good for one upload, and another one used it; ask for a new signature';
  throw apiError('AuthFailure.UnauthorizedOperation', message);
}
