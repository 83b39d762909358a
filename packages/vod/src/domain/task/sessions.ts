import type { Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';
import { apiError } from '../../wire/error/api-error.js';

const DAY = 86_400_000;

/** How long a SessionId may not come again, ms. */
export const sessionWindow = { request: 3 * DAY, procedure: 7 * DAY } as const;

/** Refuses a SessionId that came before in its window; the empty one is none. Throws InvalidParameterValue.SessionId. */
export async function claimSession(
  trx: Transaction<Tables>,
  subAppId: number,
  sessionId: string,
  window: number,
): Promise<void> {
  if (sessionId === '') return;
  const now = new Date();
  const expire_time = new Date(now.getTime() + window);
  const claimed = await trx
    .insertInto('session')
    .values({ sub_app_id: subAppId, session_id: sessionId, expire_time })
    .onConflict((conflict) =>
      conflict
        .columns(['sub_app_id', 'session_id'])
        .doUpdateSet({ expire_time })
        .where('session.expire_time', '<=', now),
    )
    .returning('session_id')
    .executeTakeFirst();
  if (claimed) return;
  const message = `SessionId is ${JSON.stringify(sessionId)}, and a request with it came before; this one was dropped`;
  throw apiError('InvalidParameterValue.SessionId', message);
}
