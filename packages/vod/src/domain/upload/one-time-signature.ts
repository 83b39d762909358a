import type { Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';
import { apiError } from '../../wire/error/api-error.js';
import type { Owner } from './owner.js';

/**
 * Binds a signature that is valid for one upload to this upload; does nothing for others. Every step of this upload may use it again, but no other upload.
 * @throws ApiError AuthFailure.UnauthorizedOperation when it is bound to another upload
 */
export async function bindSignature(trx: Transaction<Tables>, { signature }: Owner, sessionKey: string): Promise<void> {
  if (!signature?.oneTime) return;
  const { digest: mark, oneTime: expireTime } = signature;
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
