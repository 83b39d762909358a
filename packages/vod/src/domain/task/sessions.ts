import type { Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';
import { apiError } from '../../wire/error/api-error.js';

const DAY_MS = 86_400_000;

/** Time during which a SessionId is refused again, ms. */
export const sessionWindow = { request: 3 * DAY_MS, procedure: 7 * DAY_MS } as const;

/**
 * Refuses a SessionId that was used in its window. An empty one is not checked.
 * @param window ms
 * @throws ApiError InvalidParameterValue.SessionId
 */
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
  const message = `SessionId ${JSON.stringify(sessionId)} was already used by an earlier request; no task was started`;
  throw apiError('InvalidParameterValue.SessionId', message);
}
